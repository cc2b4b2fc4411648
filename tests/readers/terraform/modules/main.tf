variable "names" {
  type    = set(string)
  default = ["b", "a"]
}

module "table" {
  source = "./table"
  name   = "shared"
}

module "worker" {
  source   = "./worker"
  for_each = var.names
  name     = each.value
  table    = module.table.name
  settings = { level = "debug" }
}

module "optional" {
  source = "./worker"
  count  = length(var.names) > 5 ? 1 : 0
  name   = "never"
  table  = module.table.name
}

output "arns" {
  value = { for name, one in module.worker : name => one.arn }
}
