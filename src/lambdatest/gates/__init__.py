"""Gates: one file a tool, with a threshold over the whole project; evidence decides, and none is no pass.

Importing the package registers every one of its files.
"""

from lambdatest._registry import register_all
from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site

register_all(__name__, __path__)

__all__ = ["GATES", "Gate", "NoEvidence", "Site"]
