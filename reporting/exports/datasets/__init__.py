"""Every table to take away, in one tuple: pages, files, metadata and tests read it from here.

A new one is a module beside these with a `Dataset`, and its name in `DATASETS`.
"""

from reporting.exports.datasets import (
    bodymeetings,
    commitments,
    countries,
    decisions,
    groups,
    localisation,
    meetings,
    organisations,
    plan,
    reports,
    resources,
)
from reporting.exports.datasets.base import Dataset, Reader, table_of

__all__ = ["DATASETS", "Dataset", "Reader", "table_of"]

DATASETS = {
    dataset.name: dataset
    for dataset in (
        plan.ACTIVITIES,
        reports.PROGRESS,
        organisations.ORGANISATIONS,
        commitments.COMMITMENTS,
        resources.RESOURCES,
        localisation.INDICATORS,
        groups.GROUPS,
        meetings.MEETINGS,
        meetings.SESSIONS,
        meetings.ATTENDANCE,
        bodymeetings.BODY_MEETINGS,
        decisions.MOTIONS,
        decisions.DECISIONS,
        decisions.LESSONS,
        countries.ACTION_PLAN,
        countries.CCPM_RESULTS,
    )
}
