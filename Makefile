.PHONY: check docs bench

check:  # everything that CI runs
	scripts/test

docs:  # what is generated in the documents
	scripts/update_docs

bench:  # all benchmarks
	scripts/bench all
