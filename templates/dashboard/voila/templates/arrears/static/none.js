// There are no formulas on these pages, and so no script that sets them.
