"""Terraform: configuration in HCL or JSON, and the plan that ``terraform show -json`` prints."""
