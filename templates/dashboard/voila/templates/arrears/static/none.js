// There are no formulas on these pages: this stands where the script that sets them would, and does nothing.
window.MathJax = { Hub: { Config() {}, Configured() {}, Queue() {}, Register: { StartupHook() {} } } };
