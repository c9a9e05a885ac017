// Runs a Python file in the Pyodide of a built JupyterLite site, with the packages that its kernel begins with.
// usage: node pyodide.mjs SITE/static/pyodide FILE.py
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, file] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
try {
  const python = await loadPyodide({ indexURL: `${folder}/` });
  await python.loadPackage("rulekit-style", { messageCallback: () => {} });
  await python.runPythonAsync(readFileSync(file, "utf8"));
} catch (error) {
  console.error(String(error.message));
  process.exitCode = 1;
}
