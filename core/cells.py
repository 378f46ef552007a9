"""How cells of a workbook are called, for whoever reads one and tells where it is wrong."""


def letters(column: int) -> str:
    """Return a column's letters; the first is 0.

    Example:
        >>> letters(0), letters(25), letters(26)
        ('A', 'Z', 'AA')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
