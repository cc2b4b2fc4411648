"""Reports: what a run found, for a terminal, for programs and for continuous integration.

``REPORTS`` lists the formats of ``--report FORMAT=PATH``; the terminal report and the reproductions have their own modules.
"""

from lambdatest.reports.format import REPORTS, Format, View
from lambdatest.reports.json import JSON
from lambdatest.reports.junit import JUNIT

__all__ = ["JSON", "JUNIT", "REPORTS", "Format", "View"]
