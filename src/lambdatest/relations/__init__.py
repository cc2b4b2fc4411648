"""Relations: one file a relation, which related runs it wants, and what must hold between them.

Importing the package registers every relation of its files.
"""

from lambdatest.relations import base64_metamorphic, header_case, page_completeness, warm_cold
from lambdatest.relations.relation import RELATIONS, Relation, Run

BUILT_IN = (base64_metamorphic, header_case, page_completeness, warm_cold)

__all__ = ["BUILT_IN", "RELATIONS", "Relation", "Run"]
