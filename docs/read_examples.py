"""Shows examples in docstrings as code: the parser knows `Examples:`, we write `Example:`."""

from typing import Any

from griffe import Extension, Object


class ReadExamples(Extension):
    """Renames the section before it is parsed."""

    def on_object(self, *, obj: Object, **_: Any) -> None:  # noqa: ANN401 - as the base class has it
        """Rename the section of one docstring."""
        if obj.docstring:
            obj.docstring.value = obj.docstring.value.replace("\nExample:\n", "\nExamples:\n")
