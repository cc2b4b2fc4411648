"""What a handler's code says of the bodies, parameters and items that it expects."""

from lambdatest.inference.reading import infer

__all__ = ["infer"]
