"""Relations: one file a relation, which related runs it wants, and what must hold between them.

Importing the package registers every one of its files.
"""

from lambdatest._registry import register_all
from lambdatest.relations.relation import RELATIONS, Relation, Run

register_all(__name__, __path__)

__all__ = ["RELATIONS", "Relation", "Run"]
