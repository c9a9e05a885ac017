"""Files of exercises that can be read, to be damaged by tests."""

FIX = '''---
rule: bare-except
kind: fix
minutes: 5
level: 2
keep: pieces_of
---
# Catch what you can handle

A customer types how many pieces to send.

## Requirements
- A text that is no number
  gives `None`.
- Anything else surfaces.

```python module shop
LIMIT = 9
```
```python starter
def pieces_of(text):
    try:
        return int(text)
    except:
        return None
```
```python solution
def pieces_of(text):
    try:
        return int(text)
    except ValueError:
        return None
```
```python alternate
def pieces_of(text):
    return int(text) if text.isdecimal() else None
```
```python wrong: behaviour "must surface"
def pieces_of(text):
    try:
        return int(text)
    except Exception:
        return None
```
```python wrong: missing name "pieces_of"
def count(text):
    return int(text)
```
```python check
def test_no_number(answer):
    """A text that is no number gives None."""
    assert answer.pieces_of("three") is None
```
```python witness
def show(answer, output):
    print(answer.pieces_of(None))
```
## Hint
Look at the handler.
## Hint
It may name an error:

```python
except KeyError:
```
## Afterwards
The handler names its error.
'''

JUDGE = """---
rule: RK301
kind: judge
minutes: 2
level: 1
---
# Is this a good net?

Somebody wrote this at the edge of the program.

```python starter
try:
    main()
except Exception:
    logger.exception("the shop stopped")
```

## Options
- [ ] Yes, and it should be `except:`.

  That would catch the interrupt as well.
- [x] Yes, here and with the log.

  Right: it is the edge of the program, and the log tells all.

  A second paragraph.
- [ ] No, never.

  At the edge somebody must catch what nobody foresaw.

## Hint
Where in the program does it stand?
"""
