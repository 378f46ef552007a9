"""Checklists as workbooks, in and out: a plain Excel list, and XLSForm.

Both make the same thing, a `Form`, or every fault at once by sheet and cell, in Chinese and
English. Nothing here keeps anything: `checklists.authoring.drafting` does.
"""
