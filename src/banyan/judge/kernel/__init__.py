"""The rules of many Datastreams over arrays: what judge/rules.py says of one, for a million at once.

`layout` holds the arrays, `program` makes templates into them, `steps` is the compiled loop, `run` its pure face and
`said` makes transitions of what the loop wrote down.
"""
