"""Measures piiscan against the libraries it is built on; ``python -m benchmarks list`` names what is measured."""
