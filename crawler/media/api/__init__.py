"""The owners' and the public interfaces of the platforms, one small module each."""
