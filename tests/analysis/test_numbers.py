"""Quantities as people say and recognisers write them: 182 sentences of our own."""

from __future__ import annotations

import pytest

from voicecoach.analysis.star.number_words import quantity_tokens
from voicecoach.analysis.star.numbers import holds_quantity

SAYS_HOW_MUCH = """
Revenue was 9% above the year before.
Revenue was nine percent above the year before.
We saved $1,200 a month.
We saved twelve hundred dollars a month.
It runs 3x faster now.
It runs three times faster now.
Availability went up to 99.9%.
Availability went up to ninety-nine point nine percent.
The image shrank from 800MB to 120MB.
The image shrank from eight hundred megabytes to a hundred and twenty.
The report is ready in 22 minutes.
The report is ready in twenty two minutes.
The p99 fell below 250 ms.
The slowest requests take half a second now.
The page loads in 0.5 seconds.
We ship twice as often as before.
Complaints dropped by half.
Complaints dropped by 50 per cent.
The queue was cut in half.
It takes a third of the time it used to.
Two thirds of the class passed.
Four out of five patients use it today.
4 out of 5 patients use it today.
One in eleven forms had an error, and now it is one in ninety.
Errors went from 1 in 50 to 1 in 400.
We had zero incidents after that.
There was not a single complaint that winter.
All but four of the orders were paid.
We lost no customer.
Support calls went down to 12 a week.
Support calls went down to twelve a week.
It used to break once a week, and now it breaks once a year.
The team deploys five times a day.
The team deploys 5 times a day.
Sales grew 27%.
Sales grew twenty-seven percent.
We reached 4.3 stars in the app store.
We reached four point three stars in the app store.
The campaign brought in €240,000.
The campaign brought in two hundred and forty thousand euros.
We finished two weeks ahead of schedule.
We finished 2 weeks ahead of schedule.
We delivered one day early.
The migration took nine days instead of forty.
The migration took 9 days instead of 40.
A job that used to take five days takes two.
More than 300 people came.
More than three hundred people came.
Over 5,000 users signed up.
Hundreds of families got a warm meal.
We collected thousands of signatures.
Three other teams adopted the tool.
Within 2 hours everything was back.
Within two hours everything was back.
The build takes 8 minutes on a laptop.
The build takes eight minutes on a laptop.
Cold start dropped from 4.8s to 1.6s.
Response time improved by 300 milliseconds.
Our score rose by ten points.
Our score rose by 10 points.
We signed contracts with 15 former clients.
We signed contracts with fifteen former clients.
The bill went from $42,000 to $11,500.
The bill went from forty-two thousand dollars to eleven thousand five hundred.
Turnover doubled within the year.
We halved the waiting time.
Costs tripled, and then I stopped it.
It saved the company about £30,000 per year.
It saved the company about thirty thousand pounds per year.
We raised 40k in a weekend.
We raised forty thousand in a weekend.
It now handles 1.2 million requests a day.
It now handles over a million requests a day.
The system serves 2,000 requests per second.
Absences fell from ten to two.
Absences fell from 10 to 2.
Only three people complained.
Only 3 people complained.
At least 20 shops copied it.
We sold all 180 tickets.
We sold all hundred and eighty tickets.
The share of women rose to 38%.
Every second customer came back, that is 50%.
Attendance is up 15 percentage points.
The line makes 70 more gearboxes per shift.
The line makes seventy more gearboxes per shift.
We trained 24 volunteers.
We trained twenty-four volunteers.
I was promoted six months earlier than planned.
It has run for two years without a failure.
It has run for 2 years without a failure.
We cut nine of the twelve steps.
The backlog was down to 140.
The backlog was down to a hundred and forty.
We hit 128% of the target.
We closed the year at one hundred and twenty eight percent of the target.
Nobody waits longer than five minutes.
Nobody waits longer than 5 minutes.
We got a ten percent discount for three years.
The error rate is under 0.1%.
It runs two and a half times faster now.
It runs 2.5 times faster now.
The job takes one and a half minutes now.
It costs 1/10th of what it did.
It costs a tenth of what it did.
It costs a tenth the price of the old one.
Half as many customers called that month.
The number of members doubled.
Sign-ups doubled in a month, and they have stayed there.
A twentieth of the letters came back, and before it was a fifth.
We brought the cost down by a factor of four.
The search is an order of magnitude faster.
We cut a third off the waiting time.
Three quarters of the crew signed up.
Three-quarters of the crew signed up.
Latency is <50ms for nearly all requests.
Two fifths of the parcels went by train.
Our sales were double what we had planned.
The errors fell by five.
We gave 100% of the profit of that day to the school, which was £4,000.
"""

SAYS_NOTHING_OF_IT = """
It was choking on one single message.
One of my colleagues thanked me.
One of the customers wrote us a letter.
That was in March 2021.
That was in March twenty twenty-one.
In 2019 they made me team lead.
We moved to version 2.0 in the end.
We moved to version two in the end.
It runs on Python 3 today.
We were a team of twelve.
We were a team of 12.
The five of us are still friends.
The 5 of us are still friends.
At two in the morning it worked again.
At 7 am it worked again.
We met again at half past nine.
Two weeks later he apologised.
2 weeks later he apologised.
Three months after that I left.
My two colleagues apologised to her.
My 2 colleagues apologised to her.
The two teams talk to each other now.
In the end the customer was happy with it.
They offered me a permanent position.
The manager thanked me in front of everybody.
I learned to ask first.
Room 12 is our meeting room since then.
Room twelve is our meeting room since then.
We were chosen for phase 2.
We were chosen for phase two.
One day she came back and hugged me.
For one thing, people trust us again.
I would do it the same way the second time.
The first release went well.
The 1st release went well.
It was one less thing to worry about, and everyone was relieved.
She is 100% behind the idea now.
She is one hundred percent behind the idea now.
Both sides shook hands on it.
Everyone on our five person team stayed.
Everyone on our 5-person team stayed.
The audit on 3 May found nothing to object to.
The audit on the third of May found nothing to object to.
The shop is open again, seven days after the flood we had feared for it.
We won the prize, and I was proud of my three assistants.
It is still in use today.
The other one failed.
No one noticed a thing.
I have used the method ever since.
The level of trust rose again.
I gave a hundred percent.
I gave 110% every day, and they noticed.
I was a hundred percent focused on it.
I was nineteen then.
I was 19 then, and it made me who I am.
She turned forty that week and thanked us all.
At the age of thirty I had my own kitchen.
We doubled down on it, and it was right.
I double-checked everything, and nothing was wrong.
We were done by five.
They hired a third engineer for it.
We had a tenth meeting, and then he agreed.
"""


def lines(text: str) -> list[str]:
    """Return the sentences of a table."""
    return text.strip().splitlines()


def test_no_line_of_the_table_stands_there_twice():
    """120 with a quantity, 62 without."""
    assert len(set(lines(SAYS_HOW_MUCH))) == 120
    assert len(set(lines(SAYS_NOTHING_OF_IT))) == 62


@pytest.mark.parametrize("text", lines(SAYS_HOW_MUCH))
def test_says_how_much(text):
    """A share, a sum, an amount, a rate, a comparison, a count."""
    assert holds_quantity(text)


@pytest.mark.parametrize("text", lines(SAYS_NOTHING_OF_IT))
def test_says_nothing_of_how_much(text):
    """A date, a clock time, a version, an own team, "one of"."""
    assert not holds_quantity(text)


def test_marks_that_belong_to_a_number_stay():
    """The percent sign and money stay, also where they stand apart."""
    assert quantity_tokens("It cost $ 1,200, or 9 % more.") == [
        "it", "cost", "$1,200", "or", "9%", "more",
    ]  # fmt: skip


def test_a_hundred_after_a_month_is_no_date():
    """As a recogniser wrote "by October a hundred and four went by themselves"."""
    assert holds_quantity("By October 100 and 4 went by themselves.")
    assert not holds_quantity("By October 4 the letters were gone.")
    assert holds_quantity("In May 2,500 people signed up.")
    assert holds_quantity("In March two hundred people signed up.")
    assert not holds_quantity("On March twenty first we met the bank.")
    assert not holds_quantity("In October twenty nineteen we moved the office.")
