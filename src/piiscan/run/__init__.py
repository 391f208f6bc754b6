"""Run: reads units and finds what they hold; the kernel, what it does with tables and pictures, and how that ended."""
