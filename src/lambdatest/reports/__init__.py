"""Reports: what a run found, for a terminal, for programs and for continuous integration.

``REPORTS`` lists the formats of ``--report FORMAT=PATH``, ``GATE_REPORTS`` those of ``lambdatest gate``; the terminal report and the
reproductions have their own modules.
"""

from lambdatest.reports.format import REPORTS, Format, View
from lambdatest.reports.gate_format import GATE_REPORTS, GateFormat
from lambdatest.reports.gate_junit import GATE_JUNIT
from lambdatest.reports.json import JSON
from lambdatest.reports.junit import JUNIT
from lambdatest.reports.markdown import MARKDOWN
from lambdatest.reports.sarif import SARIF

__all__ = ["GATE_JUNIT", "GATE_REPORTS", "JSON", "JUNIT", "MARKDOWN", "REPORTS", "SARIF", "Format", "GateFormat", "View"]
