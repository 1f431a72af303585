# Everything is in run.py, which Windows calls directly: `py run.py test`.
# Arguments: `make run ARGS="hangzhou --port 0"`, `make test ARGS="-k cascade"`.
PYTHON ?= python3

.PHONY: run test prove lint bench docs release lock
run test prove lint bench docs release lock:
	@$(PYTHON) run.py $@ $(ARGS)
