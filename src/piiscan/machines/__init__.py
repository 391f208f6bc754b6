"""Machines: one plan run by many processes or machines, and where their parts are kept until they are settled."""
