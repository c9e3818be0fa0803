"""Names of the roles, which of them count as provincial staff, and the states of a job."""

from django.db.models import TextChoices


class Role(TextChoices):
    ADMINISTRATOR = "administrator", "ผู้ดูแลระบบจังหวัด"
    STAFF = "staff", "เจ้าหน้าที่จังหวัด"
    SECRETARY = "secretary", "เลขานุการคณะกรรมการ"
    MEMBER = "member", "กรรมการ/คณะทำงาน"
    DISTRICT_OFFICER = "district_officer", "เจ้าหน้าที่อำเภอ"


# Who works in the provincial office and may enter the admin.
PROVINCIAL = frozenset({Role.ADMINISTRATOR, Role.STAFF, Role.SECRETARY})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
# Who prepares results; publishing them takes another person (an administrator).
SECRETARIES = frozenset({Role.ADMINISTRATOR, Role.SECRETARY})
EVERYONE_INSIDE = frozenset(Role)


class JobStatus(TextChoices):
    WAITING = "waiting", "รอทำ"
    RUNNING = "running", "กำลังทำ"
    DONE = "done", "เสร็จแล้ว"
    FAILED = "failed", "ไม่สำเร็จ"
    STOPPED = "stopped", "หยุดไว้"
