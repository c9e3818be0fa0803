"""The directory of the demo province, and the search for a body that has no order yet."""

from datetime import date, timedelta

from committees.actions import accept_nomination, decline_nomination, nominate_people
from committees.models import Agency, Committee, Person
from committees.rules import BodyRole, Consent
from office.models import User
from rounds.rules import GroupCode

# Invented people of real kinds of offices: name, position, agency, expertise, product groups.
PEOPLE = (
    ("นางสาวพรรณทิพา วงศ์สุวรรณ", "อาจารย์", "มหาวิทยาลัยราชภัฏสกลนคร", "การออกแบบสิ่งทอ", [GroupCode.TEXTILE]),
    ("นายกิตติภพ ศรีวิไล", "อาจารย์", "มหาวิทยาลัยราชภัฏสกลนคร", "วิทยาศาสตร์การอาหาร", [GroupCode.FOOD, GroupCode.DRINK]),
    ("นางปาริชาต คำมูลตรี", "เภสัชกรชำนาญการ", "สำนักงานสาธารณสุขจังหวัดสกลนคร", "สมุนไพรและเครื่องสำอาง", [GroupCode.HERB]),
    ("นายอภิวัฒน์ แก้วพิลา", "นักวิชาการอุตสาหกรรม", "สำนักงานอุตสาหกรรมจังหวัดสกลนคร", "มาตรฐานผลิตภัณฑ์ชุมชน", [GroupCode.GOODS]),
    ("นางสาวศิรินภา ทองคำใส", "นักประชาสัมพันธ์", "สำนักงานประชาสัมพันธ์จังหวัดสกลนคร", "สื่อและการประชาสัมพันธ์", []),
    (
        "นายธีรเดช โพธิ์ศรีงาม",
        "ประธานเครือข่าย",
        "เครือข่าย OTOP จังหวัดสกลนคร",
        "การตลาดผลิตภัณฑ์ชุมชน",
        [GroupCode.TEXTILE, GroupCode.GOODS],
    ),
)


def make_people(body: Committee, *, actor: User, today: date) -> None:
    """Six people of the directory; five are proposed for the body in draft: two said yes, one said no."""
    people = []
    for name, position, agency, expertise, groups in PEOPLE:
        office, _ = Agency.objects.get_or_create(name=agency)
        person = Person(
            name=name,
            position=position,
            agency=office,
            expertise=expertise,
            group_codes=f",{','.join(groups)}," if groups else "",
            phone="0-4200-0000",
        )
        person.full_clean()
        person.save()
        people.append(person)
    first, second, third, *_ = nominate_people(body, people[:5], BodyRole.MEMBER, actor)
    for nomination in (first, second):
        accept_nomination(nomination, consent=Consent.LETTER, consent_on=today - timedelta(days=1), actor=actor)
    decline_nomination(third, reason="ติดภารกิจในช่วงเดียวกัน", actor=actor)
