// The menu of what can be done about a mark: fix it, silence it with a reason, explain it.
import { bulbFor } from './bulb.js';
import { Copy } from './copy.js';

const COMMAND = 'rulekit:show-actions';
const SOURCE = 'rulekit';
const EXPLAIN = 'rulekit.explain';
const GIVE_REASON = 'rulekit.giveReason';
const FIX_ALL = 'source.fixAll.rulekit';
const CAPABILITIES = {
  textDocument: {
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', FIX_ALL] } },
      dataSupport: true,
      isPreferredSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
  window: { showDocument: { support: true } },
};

// Buttons that no kernel answers any more, of a notebook that is opened again: ipywidgets writes an error in their place.
// The card above them, which is stored, says all that there is to say.
const CARD = 'div[style*="max-width:60em"]';
const DEAD = '.jp-OutputArea-output.jupyter-widgets:not(:has(*))';
const STYLE = `.jp-OutputArea-child:has(${CARD}) + .jp-OutputArea-child > ${DEAD} { display: none }`;

/** Another server may offer its own among ours. */
function isOurs({ kind, command, diagnostics }) {
  return kind === FIX_ALL || command?.command === EXPLAIN || diagnostics?.some(({ source }) => source === SOURCE);
}

function placeOf(document, offset) {
  const line = document.lineAt(offset);
  return { line: line.number - 1, character: offset - line.from };
}

class Actions {
  constructor(lab, app, connections, rendermime) {
    this._lab = lab;
    this._app = app;
    this._connections = connections;
    this._rendermime = rendermime;
    this._editors = new WeakMap();
    this._told = new WeakMap();
    this._bulbs = new Set();
    connections.connected.connect((_, { connection, virtualDocument }) => this._listen(connection, virtualDocument));
  }

  /** Keep what the server tells of a document, for the bulbs; and let it show pages only where that can be done. */
  _listen(connection, virtualDocument) {
    connection.serverNotifications['textDocument/publishDiagnostics'].connect((__, { uri, diagnostics }) => {
      if (uri === virtualDocument.documentInfo.uri) {
        this._told.set(virtualDocument, diagnostics.filter(({ source }) => source === SOURCE));
        this._bulbs.forEach(bulb => bulb.adapter.virtualDocument === virtualDocument && bulb.learn());
      }
    });
    connection.connection.onRequest('window/showDocument', () => ({ success: false }));
  }

  /** Give the extension of an editor, which makes its bulb, and puts the cursor where the context menu is opened. */
  extensionFor({ editor, model, widgetAdapter: adapter }) {
    const { EditorExtensionRegistry } = this._lab['@jupyterlab/codemirror'];
    const { EditorView } = this._lab['@codemirror/view'];
    const view = editor.getEditor().editor;
    this._editors.set(view.dom, { adapter, model: model.sharedModel, view });
    const told = () => this._told.get(adapter.virtualDocument) ?? [];
    const bulb = bulbFor(this._lab['@codemirror/view'], this._bulbs, adapter, told, () => this.open(view.dom));
    const pointing = EditorView.domEventHandlers({
      contextmenu: ({ clientX, clientY }) => {
        const { from, to } = view.state.selection.main;
        const anchor = view.posAtCoords({ x: clientX, y: clientY });
        if (anchor !== null && (anchor < from || to < anchor)) {
          view.dispatch({ selection: { anchor } });
        }
      },
    });
    return EditorExtensionRegistry.createImmutableExtension([bulb, pointing]);
  }

  /** The editor that has the cursor, or in which the context menu was opened. */
  editorNode(pointed) {
    const isOne = node => this._editors.has(node);
    const node = pointed ? this._app.contextMenuHitTest(isOne) : document.activeElement?.closest('.cm-editor');
    return node && isOne(node) ? node : undefined;
  }

  /** The connection of an editor, if our server is at its other end, or one that speaks for it. */
  connectionOf(node) {
    const document = this._editors.get(node)?.adapter.virtualDocument;
    const connection = document && this._connections.connections.get(document.uri);
    const commands = connection?.isReady && connection.serverCapabilities?.executeCommandProvider?.commands;
    return commands?.includes(EXPLAIN) ? connection.connection : undefined;
  }

  /** Ask what can be done at the cursor of an editor, show it, and do what is chosen. */
  async open(node) {
    const connection = this.connectionOf(node);
    const { adapter, model, view } = this._editors.get(node);
    const copy = new Copy(connection, adapter.virtualDocument, adapter.widget.context.model.sharedModel);
    const { from, to } = view.state.selection.main;
    const range = { start: placeOf(view.state.doc, from), end: placeOf(view.state.doc, to) };
    try {
      await copy.open();
      const offered = (await copy.actions(model, range)).filter(isOurs);
      const action = await this._chosen(offered, view);
      if (action) {
        await this._do(await copy.resolved(action), copy, view, connection);
      }
    } catch (error) {
      console.warn(error);
      this._say('The language server did not answer.');
    } finally {
      await copy.close();
    }
  }

  /** Show the menu, and give what is chosen in it, if anything is. */
  async _chosen(offered, view) {
    const { CommandRegistry } = this._lab['@lumino/commands'];
    const { Menu } = this._lab['@lumino/widgets'];
    const commands = new CommandRegistry();
    const menu = new Menu({ commands });
    menu.addClass('rulekit-actions');
    let chosen;
    offered.forEach((action, at) => {
      const execute = () => {
        chosen = action;
      };
      commands.addCommand(`${at}`, { label: action.title, mnemonic: -1, execute });
      menu.addItem({ command: `${at}` });
    });
    if (!offered.length) {
      commands.addCommand('none', { label: 'Nothing to mend here', isEnabled: () => false, execute: () => {} });
      menu.addItem({ command: 'none' });
    }
    const closed = new Promise(resolve => menu.aboutToClose.connect(resolve));
    const place = view.coordsAtPos(view.state.selection.main.head) ?? view.dom.getBoundingClientRect();
    menu.open(place.left, place.bottom);
    menu.activateNextItem();
    // The menu closes first, and tells in the same turn what was chosen.
    await closed;
    view.focus();
    menu.dispose();
    return chosen;
  }

  async _do({ command, edit, title }, copy, view, connection) {
    if (command?.command === EXPLAIN) {
      const asked = { command: command.command, arguments: command.arguments };
      await this._explain(title, await connection.sendRequest('workspace/executeCommand', asked));
    } else if (!edit?.changes || !copy.apply(edit.changes)) {
      this._say('Nothing was written: the text has changed meanwhile, or is locked.');
    } else if (command?.command === GIVE_REASON) {
      const [, line, character] = command.arguments;
      view.dispatch({ selection: { anchor: view.state.doc.line(line + 1).from + character }, scrollIntoView: true });
    }
    view.focus();
  }

  async _explain(title, answer) {
    const { Dialog, showDialog } = this._lab['@jupyterlab/apputils'];
    const body = this._rendermime.createRenderer('text/markdown');
    // Some servers give the answers of all that they asked.
    await body.renderModel(this._rendermime.createModel({ data: { 'text/markdown': [answer].flat().join('\n') } }));
    await showDialog({ title, body, buttons: [Dialog.okButton({ label: 'Close' })] });
  }

  _say(text) {
    this._lab['@jupyterlab/apputils'].Notification.info(text, { autoClose: 5000 });
  }
}

export function pluginOf(lab) {
  const { ILSPDocumentConnectionManager, ILSPFeatureManager } = lab['@jupyterlab/lsp'];
  const { IRenderMimeRegistry } = lab['@jupyterlab/rendermime'];
  return {
    id: 'rulekit:actions',
    description: 'Offers what can be done about the marks of rulekit.',
    autoStart: true,
    optional: [ILSPDocumentConnectionManager, ILSPFeatureManager, IRenderMimeRegistry],
    activate: (app, connections, features, rendermime) => {
      const style = document.createElement('style');
      style.textContent = STYLE;
      document.head.append(style);
      if (!connections || !features || !rendermime) {
        return;
      }
      const actions = new Actions(lab, app, connections, rendermime);
      const extensionFactory = { name: 'rulekit:actions', factory: options => actions.extensionFor(options) };
      features.register({ id: 'rulekit:actions', capabilities: CAPABILITIES, extensionFactory });
      const nodeOf = ({ pointed }) => [actions.editorNode(pointed)].find(node => actions.connectionOf(node));
      app.commands.addCommand(COMMAND, {
        label: 'Fix, Silence or Explain',
        isVisible: args => nodeOf(args) !== undefined,
        execute: args => nodeOf(args) && actions.open(nodeOf(args)),
      });
    },
  };
}
