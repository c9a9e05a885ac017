"""The code under check: one parse, one walk, and what several rules ask, by subject.

A question is a function below `@question`, such as `names(source)`, and is answered once a source; one below
`@question_per` is answered once for each node. `python docs/refresh.py` writes this table of contents.

analysis.database: Sessions, transactions and migrations.
    managers: Code that manages transactions and connections for others: context managers, fixtures, migrations.
        is_migration: Does the file change tables by means of a tool for it?
    transactions: Transactions that are ended by hand, and sessions that no `with` closes.
        endings: Where are transactions of a database ended by hand?
        uses_database: Does the file, or the kernel it runs in, import something that talks to a database?
analysis.dependencies: Lists of dependencies: requirements, constraints, environments, projects, notebooks.
    conda: What conda installs: `environment.yml`, and how conda writes versions.
    manifest: Lists of dependencies: requirement and constraint files, pyproject.toml, environment.yml, installs in
        notebooks.
    notebook_installs: What the cells of a notebook install: `%pip install`, `!pip install`, `%conda install`, and
        shell cells.
    poetry: Poetry's tables of dependencies, and how Poetry writes versions.
    pyproject: The dependencies that `pyproject.toml` lists: of the project, of its groups, and in Poetry's tables.
    requirement: Requirements as pip reads them: names, how far they are pinned, where they stand, and the files that
        list them.
    script_block: The dependencies that a script names in its own `# /// script` block.
    toml_places: Where in a TOML text a value or a key stands, which the reader of the standard library does not tell.
analysis.edits: Edits that the fixes of several rules make.
    add_import: The edits that a piece of new code needs before it can use a module.
    add_keyword: The edit that adds a keyword argument to a call and keeps everything else where it is.
    extract_function: Where a long function could be cut: a run of statements that needs little and gives little back.
        local_scopes: Which scopes stand within each function, its own first?
        jump_lines: On which lines does code return, wait or jump?
    print_to_log: From `print` to a logger: the same words as a log call, and the logger that it needs.
        new_logger: Which lines make a logger below the imports, where that is simple?
    remove_import: Edits that take imports out of a text and leave every other byte as it is.
    type_hints: Type hints that can be proposed from what the code already says: defaults, docstrings, calls and
        returned values.
analysis.exceptions: Handlers, what is raised, and where it goes.
    boundaries: The boundaries of a program: handlers above which nobody of ours could act on an error any more.
        callback_names: Which names of functions are handed to something that calls them later?
        run_at_exit: Which functions run when the program ends, or when an object is thrown away?
    handlers: Exception handlers: which types they catch, whether they log, keep or raise the exception, or swallow
        it.
        broad_suppressions: Which calls of `contextlib.suppress` take everything, and how much is that?
    raised: What a `try` can raise, as far as its statements tell.
        raising_functions: Which names of functions stand only for functions that always raise?
analysis.execution: Code and commands that the program hands to an interpreter or a shell.
    evaluated_code: Which calls run a text as code, what text that is, and who decides what it says.
        running_places: Where is text run as code?
    shell_calls: Which calls may give a text to a shell, and what text that is.
        starts_programs: Is there a word in the text that a call to start a program must have?
        runner_calls: Which calls have a `shell=`, which they set or leave out?
        shell_calls: Which calls go through a shell whatever one says?
        truth: Tell whether an expression is true, as far as the text tells.
analysis.flow: How a program runs: control flow, reaching definitions, types, calls, guards.
    arguments: How values pass between the functions of one file: what a call gives back, and what calls hand to a
        parameter.
    call_graph: Who calls whom within one file: by name, on `self`, on an object of a class of this file, through a
        partial.
    calls: Calls by what they call: through imports under other names, aliases, bound methods, partials and typed
        receivers.
        target_of: What is called, by its qualified name; of a partial object its function?
        calls_by_word: Which calls go to something with this last word, as it is written?
        other_words: Under which other words is something called, by `import ... as` or an assignment?
        has_texted_names: Does the source get functions by `getattr` with a text?
        calls_of_entries: Which calls go to something that is kept in a table, or is one of two, and what may that be?
    constant_folding: Constant folding: the value of an expression that can be read off the text.
    control_flow: Control flow: how a block can end, by running through, by `break` or `continue`, by returning, or by
        raising.
    dynamic_lookups: Local variables that are read by name at run time: in frames, in `df.query("...")`, SQL and
        formulas.
        texts_that_look_up: Which calls read names out of texts, and out of which, as far as that can be told?
        words_that_look_up: Which words stand in texts that names are read out of?
        looks_into_frames: Does the code look into the frames of functions, its own or others?
    hidden_uses: Uses of names outside plain code: in magics, types in quotes, examples, text that runs, `__all__`,
        the module itself.
        words_used_in_text: Which names does something use that is no plain code?
        words_around_code: Which words stand in magics, commented ones too, shell commands, and cells that are not
            read as Python?
        finds_names_as_it_runs: Does the code take names from a star, run text, look into frames, or hold the module
            itself as an object?
        objects_of_itself: Which expressions stand for the module itself, such as `sys.modules[__name__]`?
    list_growth: Lists that grow: what their methods put in behind what they were made with.
    reaching_definitions: What a name may hold where it is read: the definitions that can reach it, read off the order
        of the statements.
        definitions: Which nodes bind the name and may be in force where it is read, in the order of the text?
    type_inference: Light types: the class that made a value, as far as constructor calls and hints tell.
        appended_items: What is appended to each list, by its name?
        attribute_values: What do the methods of each class put into each attribute of `self`?
        attribute_hints: Which hint does each attribute have, in the class body or on `self`?
analysis.logs: Loggers, log calls and prints.
    edits: Edits of log calls: another method of the same logger, with or without the argument that says the level.
    loggers: Loggers: which expressions are one, and which calls write to a log.
        log_libraries: Which libraries does the source import, as far as their first word goes, or know from a kernel?
        log_calls: Which calls write to a log?
        made_loggers: To which names and attributes is a new logger bound?
    messages: What a log call says and at which level, and functions of the file that only log for their callers.
        wrapped_log_calls: Which calls go to a function of this file that only logs?
        wrapper_calls: The calls of wrappers again, as a set.
    prints: Output to the terminal: which calls print, and where `print` is handed to other code.
        printing: Where does the code write to the terminal by `print`, `pprint` or a standard stream?
analysis.names: What names mean: scopes, imports, functions, classes, what a module offers.
    class_hierarchy: The classes above a class: those of this file, known ones of libraries, and what they say of its
        methods.
        ancestries: From which classes does each class with bases derive?
    functions: Functions and classes: what encloses a node, decorators, stubs, and where a function returns or yields.
        methods: Which methods does the body of a class define, by name?
        exits: Where does each function return or yield?
    imports: Imports: which packages a file imports, which names no code reads, and where an import may fail.
        imported_packages: Which top-level packages does the file import?
        unread_imports: Which imported names does no code read, by their pieces of the import statement?
    names_in_text: Names that text uses: annotations in quotes, type comments, examples in docstrings, and magics in
        comments.
        quoted_types: Which names that no code reads do annotations in quotes and type comments use?
        doctest_names: Which names do the examples in docstrings use?
        commented_magics: Which names do magics and shell commands in comments use?
        literal_strings: Which strings does the code write?
    scopes: What a name means: who binds it, in which scope, and which library it stands for.
        names: What do the names of this source mean?
        calls: Which calls go to which qualified name?
    signatures: What a function's signature says, and what it leaves open.
        renamed_imports: Which names are imported under another name, and what are they called at home?
        overloaded: Which functions have `@overload` declarations, as the block they stand in and their name?
        type_comments: On which lines does a `# type:` comment give a hint?
    visibility: What a module offers to other code: `__all__` in all ways it is written, and names without an
        underscore.
        exports: What does `__all__` list, with what `+=`, `extend` and `append` add?
        exported_names: Which names does `__all__` list, if that can be read off the text?
        in_private_module: Does an underscore in the name of the file or of a folder around it make the module
            private?
analysis.notebooks: Notebooks as code under check.
    cell_parsing: Notebooks as code: each cell parsed by itself, pasted indents too; files that cells write; magics
        and commands.
        foreign_lines: Which lines of the notebook are no Python: those for IPython and for shells, and cells in other
            languages?
        command_lines: Which lines of the notebook are for IPython or for a shell?
    import_outline: What is left of a cell where only its imports are of interest to others.
    related_cells: Which cells of a session have a say in what one of them shows, so that a check costs no more in a
        long one.
    text_notebooks: Which modules are notebooks stored as text, and which only mark their regions with `# %%`.
analysis.project: Whole projects: files, their roles, and references between them.
    programs: Files that only a person starts, which no text shows by itself: no package holds them, and no code
        imports them.
        imported_modules: Which modules may the file import, by a statement or by a dotted name in a text?
    project: A whole project: what each of its files answered to the questions of rules, and names across its files.
    roles: What kind of file this is, and where in it a program starts.
        entry_scopes: Which guards, functions and classes run only because a person started the program?
        program_starts: Where does a program start?
        is_program: Is the whole file there to be started?
        does_it_all: Is nothing in a file left for others? Its top acts as soon as the file is started, and uses all
            it defines.
        command_line: Which places read the command line?
    takers: Who takes a name from a module: other modules, notebooks, and tests that patch it, by whatever name they
        reach it.
        takings: Which names does the file take from modules, and which may it take in a way that the text hides?
analysis.sanitizers: What makes a value harmless: a guard, a list of known values, a conversion, quoting; and for
    which use.
    allowlists: Whether the code makes sure, before it uses a value, that the value is one of those it knows.
    calls: Which calls make a value harmless, and for which use: a number harms nobody, quoted text is safe in one
        language.
    closed_types: Types whose values all stand in the code, so that a value of one is a known word: `Literal` and
        enumerations.
        is_enumeration: Tell whether a name means an enumeration of this file.
    guards: Whether the code looks at a value before it uses it: a comparison, a check, a way out for what is not
        wanted.
    sql_values: Which values can do no harm as part of a statement of SQL: numbers, dates, quoted text, known words.
        is_harmless: Tell whether an expression gives nothing but numbers, dates, quoted text, or one of a few known
            words.
analysis.secrets: Secrets in code and text: what they are called, how they look, where they are written, how they are
    masked.
    hardcoded: Which texts that belong to the name of a secret are secrets, by their names and looks together.
        named_secrets: Which texts belong to a name such as `password`? Known formats are left to `known_secrets`.
    known_formats: Texts that are secrets by their looks: keys of well-known services, private keys, passwords in
        URLs.
        known_secrets: Which texts are keys of a well-known service, or hold a password in a URL or a connection?
    likelihood: How much a text looks like a secret.
    masking: Showing no more of a secret than its beginning, which tells it from others and opens nothing.
    named_strings: Which names with a secret hold a text that is written in the code, and how.
    notebook_secrets: Secrets in those parts of a notebook that are no Python: commands, magics, cells in other
        languages, outputs.
        command_secrets: Which secrets stand in commands, magics, and cells in other languages? One for each line.
        output_secrets: Which keys of a known make do stored outputs show? Each once a cell.
    plain_text: Secrets in a text that is read letter by letter: URLs, comments, commands, lists, code that does not
        parse.
    secret_names: Whether a name says that its value is secret.
    written_secrets: Which stretches of a text tell a secret, whatever the file is and whoever asks.
        secrets_of_code: Which stretches tell a secret that the tree shows?
analysis.sql: Statements in SQL: where they are run, how they are built, what makes them harmless.
    injections: Injections: which interpolations of a statement on its way to a database can do harm, and where values
        come from.
        injections: Where does a statement with an interpolation that can do harm go to a database? The worst for each
            site.
    sinks: Sinks of SQL: which calls hand a text to a database, and which texts those are.
        sql_sinks: Which calls hand SQL to a database?
        mentions_sql: Is there a word in the text that statements of SQL have?
    statements: Whether a text is a statement of SQL, and in which position of the statement an interpolation stands.
analysis.strings: What texts the code builds.
    evaluator: The state of one evaluation of an expression to texts: how far it goes, and which expression builds
        what.
    expression_texts: The text of an expression: which kind of expression or method is evaluated how.
    formatting: Texts that are formatted: literals, f-strings, `+`, `*`, `%`, `.format()`, `string.Template` and
        `.replace()`.
    joins: Texts that are joined: the items of a list, written out, made in a loop or appended one by one.
    text_variants: The variants of a text that code may build, eight at most: literals, and interpolations of other
        values.
    variables: Texts that go by a name: variables, attributes, entries of tables, and what functions of the same file
        return.
analysis.syntax: The text and its tree: parsing, one walk, lines, comments, naming.
    cell_links: What cells of a notebook have to do with each other without sharing a name, said beside the question
        that sees it.
    cell_map: From the lines of a notebook's joined code back to its cells.
    comments: The comments of a source, found without tokenising what the tree already explains.
        comments: Which comment stands on which line?
    docstrings: What stands where a docstring should, and whether it says anything.
        assigned_docstrings: Which names get their docstring by `name.__doc__ = ...` or `Class.name.__doc__ = ...`?
    format_strings: Fields of templates: `%s`, `{}` and `$name`, and the expressions that fill them.
    getattr_calls: `getattr(order, "total")` read as `order.total`, before anything else looks at the tree.
    index: One walk over a tree: its nodes by type, their parents, and the names of each scope.
    joined_index: The index of a tree that is made of the statements of several cells, from what each of them was seen
        to hold.
    last_name: The last part of dotted names, and of the names of what is called.
    line_counts: Lines that carry code: neither blank, nor a comment, nor a string that stands alone like a docstring.
        written_totals: How many lines hold more than a comment, up to the end of each? The first entry stands for
            none.
        text_lines: Which written lines belong to strings that stand alone?
    lines: Lines as Python counts them.
    naming: How names are written: snake_case, PascalCase and constants, and how to turn one into another.
    shown_names: Names and expressions as messages show them: whole, or without whole words; half a name is none.
    source: The code under check: a module, a cell or a whole notebook, and questions that are answered once a source.
    statements: The statements of a block beside a statement: all of them, those before it, and those after it.
    time_limit: How long work may take: processor time, looked at between questions and, where a signal can, in the
        midst of one.
    vocabulary: Names and attributes by the word that stands in the text, each gathered in one pass.
        names_by_word: Where does each name stand, read or written?
        attributes_by_word: Where does each attribute stand, read or written?
        vocabulary: Which words stand anywhere in the text? Each stands once, on a line of its own, for quick
            searches.
analysis.taint: Where values come from: outside sources, and the paths that they take.
    backward: Backward taint: where a value comes from, the places that it passes, and who decides what it is.
    sources: Sources of taint: what a person types, the command line, the environment, and what the network sends.
        may_take_input: Is there a word in the code that some way of taking input needs?
        free_arguments: Which arguments are declared for the command line, and may they be any text: without a type
            and choices?
        serves: Does the code import a framework for web servers?
analysis.testing: How tests are written: discovery, fixtures, assertions.
    assertions: What a test asserts: its own assertions, and those of the helpers that it calls.
        functions_by_name: Which functions of this source have each name?
        renamed_checks: Which words stand for a check anywhere in this source, such as `same = self.assertEqual`?
        asserting_statements: Which statements assert something at first sight, or hold one that does and runs with
            them?
    pytest_model: Which functions are tests, fixtures and setup functions; a test's context: marks, fixtures, class,
        module.
        classes_of_tests: Which classes group tests?
        classes_for_tests: Which classes are there for tests: those that group some, derive from one that does, or set
            up for those?
        holds_tests: May there be tests in this source?
        tests: Which functions does pytest or unittest run as tests?
        test_set: The tests again, as a set.
        fixtures: Which functions of this source are fixtures, by the name under which tests request them?
        fixture_functions: Which functions of this source are fixtures?
        automatic_fixtures: Which fixtures run without being requested, by their names?
        setup_functions: Which functions of each class and the module run around its tests because of their names?
        pytestmarks: Which marks does the `pytestmark` of each class and the module hold?
        xunit_functions: Which functions run around tests because of their names, `setUp` and the like?
        nose_functions: Which functions have names that nose called, and pytest before version 8?
        unittest_classes: Which classes derive from `unittest.TestCase` itself?
analysis.threads: What runs side by side: threads, shared state, mutations, locks.
    acquisitions: What takes a lock and gives it back, other than `with`: `acquire`, tested or not, and a queue used
        as the key.
    held_locks: Where a lock is held: around a place, around every call of its function, or as its function promises.
        is_called_with_lock: Tell whether a function promises that its callers hold a lock, or all those of this file
            do.
        locks_held: Return the names of the locks that are surely held where a node runs; what a docstring promises
            has no name.
        thread_targets: Which functions are handed to threads?
    locks: Locks: what is one, and which guard nothing because each call makes its own.
        mentions_locks: Does the text speak of locks at all?
        locks_made_per_call: Which locks after `with` are made anew at each call, so that nobody else can hold them?
    mutations: What changes state that outlives a function's call: assignments, in-place operators, methods of
        containers.
        candidates: Which statements and calls may change something that is shared by its name?
        fillings: Which calls fill a container by way of a function of this file, and which one?
        bound_mutators: Which calls go to a method of a container by another name, as in `add = orders.append`?
        container_words: Which names do containers have that a module or a class body holds, and other names for them?
        root_words: Which names stand for modules, functions, classes and objects whose attributes the process shares?
        mutations: What changes which state, in the order of the text?
        mutating_calls: Which calls change their first argument, such as `heapq.heappush(orders, order)`?
    shared_state: State that outlives a function's call: globals, variables of an outer function, attributes of
        objects and classes.
        container_type: Which type has the container that a state always is? `None` as a first value does not count.
        container_calls: Under which words are containers made here?
        definition_values: Which expressions are put into a state? Where one cannot be told, its binder stands for it.
        definition: Which node first binds a state? Of an attribute that is only counted on, its object.
    spawns: The places that start threads, the functions of this file that these threads reach, and what they are
        handed.
        spawns: Which places start threads?
        thread_paths: Which functions of this file run in other threads, and how do threads come to them?
        thread_arguments: For parameters of functions that run in threads, which object is passed to all of them?
"""
