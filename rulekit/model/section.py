"""The sections of the guide."""

from typing import ClassVar

from rulekit.model.late import dataclass


@dataclass(frozen=True)
class Section:
    """A chapter of a style guide; `prefix` begins the codes of its rules, `name` is the folder of its modules."""

    prefix: str
    name: str
    title: str

    GENERAL: ClassVar["Section"]
    LOGGING: ClassVar["Section"]
    ERRORS: ClassVar["Section"]
    DATABASE: ClassVar["Section"]
    SECURITY: ClassVar["Section"]
    TESTING: ClassVar["Section"]
    DEPENDENCIES: ClassVar["Section"]
    CONCURRENCY: ClassVar["Section"]


Section.GENERAL = Section("RK1", "general", "General Code Style")
Section.LOGGING = Section("RK2", "logging", "Logging Rules")
Section.ERRORS = Section("RK3", "errors", "Error Handling")
Section.DATABASE = Section("RK4", "database", "Database Rules")
Section.SECURITY = Section("RK5", "security", "Security")
Section.TESTING = Section("RK6", "testing", "Testing")
Section.DEPENDENCIES = Section("RK7", "dependencies", "Dependency Management")
Section.CONCURRENCY = Section("RK8", "concurrency", "Concurrency")

GUIDE = (
    Section.GENERAL,
    Section.LOGGING,
    Section.ERRORS,
    Section.DATABASE,
    Section.SECURITY,
    Section.TESTING,
    Section.DEPENDENCIES,
    Section.CONCURRENCY,
)
