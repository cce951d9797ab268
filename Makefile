# The front doors. Each sets up what it needs first; the work is in scripts/.
.PHONY: run test lint bench soak lighthouse audit

run:   ; @scripts/run.sh      # the demo on http://127.0.0.1:3000 (RELEASE=1 for the small, fast build)
test:  ; @scripts/test.sh     # every test, in Rust and in a browser
lint:  ; @scripts/lint.sh     # format and lints
bench: ; @scripts/bench.sh    # every benchmark
soak:  ; @scripts/soak.sh     # an hour with the dashboard open: memory, long tasks, delay (NEXUS_SOAK_MINUTES)
lighthouse: ; @scripts/lighthouse.sh  # scores of the dashboard and the import page
audit: ; @scripts/audit.sh    # licences and known vulnerabilities
