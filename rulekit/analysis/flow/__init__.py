"""How a program runs: control flow, reaching definitions, types, calls, guards."""
