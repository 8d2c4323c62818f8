"""The independent journal checker. It shares no code with banyan: what it proves, it proves from the records alone."""

from banyan_check.checker import Checker, check
from banyan_check.command import main
from banyan_check.report import BadInput, Finding, Report

__all__ = ["BadInput", "Checker", "Finding", "Report", "check", "main"]
