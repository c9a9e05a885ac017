-- Neovim 0.11 or newer: save as lsp/rulekit.lua in the configuration, and add vim.lsp.enable("rulekit") to init.lua.
return {
  cmd = { "rulekit", "server" },
  filetypes = { "python", "requirements" },
  root_markers = { "rulekit.toml", ".rulekit.toml", "pyproject.toml", ".git" },
}
