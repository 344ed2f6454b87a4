"""Benchmarks: every figure with its control, measured in turn in the same run. Never timed tests; CI runs none."""
