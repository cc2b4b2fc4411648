"""Projects: what an IaC file declares, or what a test writes down where there is none."""

from lambdatest.project.handler import from_function
from lambdatest.project.iac import load, properties_of, table
from lambdatest.project.plain_table import from_tables

__all__ = ["from_function", "from_tables", "load", "properties_of", "table"]
