// What JupyterLab loads: a container of module federation, written by hand, so that nothing has to be built.
(() => {
  const NEEDED = [
    '@codemirror/view',
    '@jupyterlab/apputils',
    '@jupyterlab/codemirror',
    '@jupyterlab/lsp',
    '@jupyterlab/rendermime',
    '@lumino/commands',
    '@lumino/widgets',
  ];
  const here = document.currentScript.src;
  let scope = {};

  async function shared(name) {
    const versions = Object.values(scope[name] ?? {});
    const version = versions.find(one => one.loaded) ?? versions[0];
    return version && (await version.get())();
  }

  async function plugins() {
    const modules = await Promise.all(NEEDED.map(shared));
    if (modules.includes(undefined)) {
      // An application that has no editors or no language servers.
      return [];
    }
    const { pluginOf } = await import(new URL('plugin.js', here));
    return [pluginOf(Object.fromEntries(NEEDED.map((name, at) => [name, modules[at]])))];
  }

  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB.rulekit = {
    init: given => {
      scope = given;
    },
    get: async () => {
      const found = await plugins();
      return () => ({ __esModule: true, default: found });
    },
  };
})();
