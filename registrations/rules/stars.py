"""Clauses of the stars that products got in earlier rounds.  They are shown; nothing is decided by them."""

from django.db.models import TextChoices

from rounds.clauses import Clause


class StarSource(TextChoices):
    DEPARTMENT = "department", "ไฟล์ผลการคัดสรรของกรมการพัฒนาชุมชน"
    OWN_RESULTS = "own_results", "ประกาศผลของจังหวัด"


STAR_ONE_TO_FIVE = Clause(
    "-",
    "star_one_to_five",
    "ระดับดาวเป็นเลข ๑ ถึง ๕",
    "โปรดตรวจคอลัมน์ดาวของไฟล์",
)
STAR_ONCE_A_YEAR = Clause(
    "-",
    "star_once_a_year",
    "ผลิตภัณฑ์นี้มีระดับดาวของปีนี้แล้ว",
    "หากระดับดาวเดิมผิด โปรดนำชุดข้อมูลเดิมออกก่อน",
)
STARS_BY_STAFF = Clause(
    "-",
    "stars_by_staff",
    "การนำเข้าและนำออกระดับดาวครั้งก่อนเป็นหน้าที่ของเจ้าหน้าที่จังหวัด",
    "โปรดแจ้งสำนักงานพัฒนาชุมชนจังหวัด",
)
STARS_OF_THE_PAST = Clause(
    "-",
    "stars_of_the_past",
    "ปีของผลการคัดสรรต้องเป็น พ.ศ. ๒๕๔๖ ถึง {last}",
    "โปรดกรอกปี พ.ศ. สี่หลัก",
    plain="ปีของผลการคัดสรรต้องเป็นปีที่ผ่านมาแล้ว",
)
STAR_LIST_ONCE = Clause(
    "-",
    "star_list_once",
    "ชุดข้อมูลนี้นำเข้าไว้แล้ว",
    "โปรดดูรายการชุดข้อมูลระดับดาวครั้งก่อน",
)
STARS_TAKEN_BACK_ONCE = Clause(
    "-",
    "stars_taken_back_once",
    "ชุดข้อมูลนี้นำออกไปแล้ว",
    "หากต้องการใช้อีก โปรดนำเข้าไฟล์ใหม่",
)
