"""Checking the text of a file that may not be saved, with the answer that a check of the saved file would give."""

from dataclasses import replace

from rulekit.api.baselines import baseline_of
from rulekit.api.beside import beside_others
from rulekit.api.files import gather
from rulekit.api.runs import Report, Run, settings_for, settings_now
from rulekit.engine.baseline import read_baseline
from rulekit.engine.check_document import check_document
from rulekit.engine.file_discovery import Search, is_forced_out
from rulekit.engine.files import Document, absolute
from rulekit.engine.fixing import Fixed
from rulekit.engine.fixing_documents import Review, fix_document
from rulekit.engine.known_findings import sort_out
from rulekit.engine.setting_overrides import Given, Overrides

# Nobody named the file: an editor shows whatever is open, so that what the settings leave out is left out.
AS_SHOWN = Overrides(force_exclude=True)


def check_unsaved(document: Document, settings: Given = None) -> Report:
    """Check a text that stands for a file; known findings are told too.

    Raises:
        UnreadableError: it should be a notebook and is none.
        SettingsError: the settings file is wrong.
    """
    held = settings_for(document.path, settings)
    run = Run(Search((document.path,)), settings=settings, own=held.own)
    found = gather(run, [check_document(document, held)])
    return beside_others(found, run, document.text)


def check_shown(document: Document) -> Report:
    """Check what an editor shows, by the settings and the baseline as they are now.

    Raises:
        UnreadableError: it should be a notebook and is none, or the baseline cannot be read.
        SettingsError: the settings file is wrong.
    """
    settings_now(document.path, AS_SHOWN)
    if is_forced_out(document.path, AS_SHOWN):
        return Report((), ())
    report = check_unsaved(document, AS_SHOWN)
    file = baseline_of(absolute(document.path).parent)
    if file is None:
        return report
    found = sort_out(read_baseline(file), report.findings, report.files)
    return replace(report, findings=found.new, hidden=found.known)


def fix_shown(document: Document) -> Fixed:
    """Apply the safe fixes of what an editor shows; what the baseline hides stays as it is.

    Raises:
        UnreadableError: it should be a notebook and is none, or the baseline cannot be read.
        SettingsError: the settings file is wrong.
    """
    hidden = check_shown(document).hidden
    return fix_document(document, settings_for(document.path, AS_SHOWN), review=Review(hidden=hidden))
