"""Strategies that test lambdatest itself: random IaC documents, tables and handlers."""
