// Runs every example of the registry in Pyodide, the Python of xlwings Lite: node pyodide.mjs PYODIDE SITE ROOT
// Prints one line of JSON: {"skip": reason}, or {"ran": how many, "wrong": [...], "python": version}.
const [pyodideAt, site, root] = process.argv.slice(2);
const { loadPyodide } = await import(`${pyodideAt}/pyodide.mjs`);
const quiet = { stdout: () => {}, stderr: () => {} };
const python = await loadPyodide(quiet);
const compiled = ["numpy", "pandas", "pydantic", "tzdata"];
try {
  const silent = { messageCallback: () => {}, errorCallback: () => {} };
  await python.loadPackage(compiled, silent);
  await python.runPythonAsync(compiled.map((name) => `import ${name}`).join("\n"));
} catch (error) {
  console.log(JSON.stringify({ skip: `Pyodide's own packages cannot be fetched: ${String(error).split("\n").reverse().find((line) => /^\w*Error/.test(line))}` }));
  process.exit(0);
}
// Pure Python packages, as micropip would bring them; ours from the checkout.
for (const [name, path] of Object.entries({ site, ours: root })) {
  python.FS.mkdirTree(`/${name}`);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: path }, `/${name}`);
}
const answer = await python.runPythonAsync(`
import json, os, shutil, sys
os.makedirs("/packages")
for name in ("holidays", "stdnum", "xlwings", "dateutil", "six.py", "packaging"):
    if os.path.exists(f"/site/{name}") and not os.path.exists(f"/packages/{name}"):
        (shutil.copytree if os.path.isdir(f"/site/{name}") else shutil.copy)(f"/site/{name}", f"/packages/{name}")
sys.path += ["/packages", "/ours/lib", "/ours"]
from xl_addin.hosts.lite import main
from xl_addin.registry import FUNCTIONS, corner
wrong, ran = [], 0
def same(one, other):
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return abs(one - other) < 1e-9 if isinstance(one, (int, float)) and isinstance(other, (int, float)) else one == other
for function in FUNCTIONS:
    for example in function.examples:
        ran += 1
        answer = corner(getattr(main, function.call.__name__)(*example.arguments), example.result)
        if not same(answer, example.result):
            wrong.append([function.name, repr(answer)])
json.dumps({"ran": ran, "wrong": wrong, "python": sys.version.split()[0]})
`);
console.log(answer);
