"""Identifiers. Strings with a type: a place can't be passed where a device is meant."""

from typing import NewType

StreamId = NewType("StreamId", str)
RuleId = NewType("RuleId", str)
SubjectId = NewType("SubjectId", str)
AlertId = NewType("AlertId", str)
IncidentId = NewType("IncidentId", str)
CaseId = NewType("CaseId", str)
TaskId = NewType("TaskId", str)
CrewId = NewType("CrewId", str)
PlaceId = NewType("PlaceId", str)
DeviceId = NewType("DeviceId", str)
ProposalId = NewType("ProposalId", str)
OrderId = NewType("OrderId", str)
PrincipalId = NewType("PrincipalId", str)
RoleId = NewType("RoleId", str)
RecordId = NewType("RecordId", str)
ProjectId = NewType("ProjectId", str)
UnreadableId = NewType("UnreadableId", str)
ImportId = NewType("ImportId", str)
