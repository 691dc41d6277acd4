"""Words by which an advert is read: skills and tools, headings, and how requirements sound."""

from __future__ import annotations

import re

TOOLS = tuple(
    term.strip()
    for term in """
    Python, Java, JavaScript, TypeScript, C++, C#, Go, Golang, Rust, Ruby, PHP, Kotlin, Swift, Scala,
    R, Bash, PowerShell, SQL, HTML, CSS, Perl, Elixir, Node.js, React, Angular, Vue, Svelte, Next.js,
    Django, Flask, FastAPI, Spring, Spring Boot, .NET, Rails, Laravel, GraphQL, REST, gRPC,
    PostgreSQL, MySQL, SQLite, Oracle, SQL Server, MongoDB, Redis, Cassandra, DynamoDB,
    Elasticsearch, OpenSearch, Snowflake, BigQuery, Redshift, Databricks, Kafka, RabbitMQ, SQS,
    Kinesis, Spark, Flink, Hadoop, Airflow, dbt, Dagster, Fivetran, Parquet, Iceberg, Delta Lake,
    AWS, Azure, GCP, Google Cloud, Docker, Kubernetes, Helm, Terraform, Pulumi, Ansible, Puppet,
    Chef, Jenkins, GitHub Actions, GitLab CI, CircleCI, Argo CD, Linux, Git, GitHub, GitLab, Nginx,
    Prometheus, Grafana, Datadog, Splunk, New Relic, OpenTelemetry, Sentry, PagerDuty, Vault,
    Figma, Sketch, Storybook, Playwright, Cypress, Jest, Selenium, WCAG, Jira, Confluence, Notion,
    Trello, Asana, Slack, Zendesk, Intercom, Freshdesk, Salesforce, HubSpot, Dynamics, ServiceNow,
    Excel, PowerPoint, Power BI, Tableau, Looker, Metabase, Google Analytics, Amplitude, Mixpanel,
    Optimizely, SAP, Photoshop, OAuth, TCP/IP, DNS, TLS, CI/CD, ETL, A/B testing, SEO, CRM, GDPR,
    ITIL, Scrum, Kanban, Agile, Lambda, S3, EC2, ECS, Hibernate, pandas, NumPy, PyTorch, TensorFlow,
    machine learning, unit testing, code review, infrastructure as code, event-driven, microservices,
    data modelling, data modeling, data warehouse, data warehousing, data protection, incident response,
    on-call, user research, usability testing, stakeholder management, roadmap, product discovery,
    K8s, EKS, GKE, OpenShift, Istio, Loki, Jaeger, Nomad, Consul, MariaDB, ClickHouse, Neo4j, PostGIS,
    Celery, Stripe, Shopify, WordPress, Magento, Drupal, Mailchimp, Airtable, Zapier, Canva, Miro, Help Scout,
    Google Sheets, Google Docs, Google Workspace, Microsoft 365, Outlook, SharePoint, Power Automate, Qlik,
    SPSS, Stata, MATLAB, AutoCAD, Revit, Xero, QuickBooks, Workday, CKA, CKAD, PRINCE2, PMP, CISSP, CCNA,
    project management, technical writing, penetration testing,
    complaint handling, live chat, knowledge base, accessibility, performance tuning, load testing
    """.replace("\n", " ").split(",")
)
"""What adverts name; with the packs' own terms in capitals.  Written for this project."""

EXACT = frozenset(
    {"Go", "R", "Spark", "React", "Swift", "Rust", "Ruby", "Excel", "Chef", "Puppet", "Spring",
     "REST", "Slack", "Notion", "Vault", "Sketch", "Oracle", "Jest", "Helm", "Looker", "Lambda",
     "Rails", "Flask", "Dynamics", "Intercom", "Agile", "Iceberg", "Bash", "Scala", "Sentry", "SAP",
     "Git", "Flink", "Chrome", "Airflow", "Tableau", "Confluence", "Amplitude", "Elixir", "Cypress",
     "Snowflake", "Express", "Swagger", "Lighthouse", "Angular", "Playwright", "Storybook", "Outlook",
     "Loki", "Miro"}
)  # fmt: skip
"""Terms that are words of the language too: they count in this spelling alone."""

NOT_TOOLS = frozenset({"B2B", "CI", "URL", "SLI", "API key", "N plus one", "ALTER TABLE", "Safari"})
"""Terms of packs in capitals that are no skill one is hired for."""

BEFORE_TOOLS = re.compile(
    r"\b(experience (with|using)|knowledge of|familiar(ity)? with|proficien(t|cy) (in|with)|skilled in"
    r"|expertise (in|with)|(we|you|they|you.ll|we.ll) use|our stack( is)?:?|stack:|tools:|technologies:"
    r"|built (with|on|in)|written in|runs? on|such as|for example( with)?|skills in)\s+$",
    re.IGNORECASE,
)
"""Words behind which a name is a tool's."""

NO_NAMES = frozenset(
    """
    a an the i you we our your their they he she it his her who what why how where when if in on at of to
    and or but for from by with as not no yes all any some each every this that these those
    english german french spanish dutch italian portuguese polish welsh irish gaelic mandarin chinese
    japanese arabic hindi urdu russian ukrainian turkish greek swedish danish norwegian finnish latin
    uk us usa eu europe european britain british england scotland wales ireland germany france spain
    netherlands america american london berlin dublin paris leeds manchester bristol edinburgh glasgow
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december
    cv gcse ba bsc msc phd mba a1 a2 b1 b2 c1 c2 dbs hr ceo cto nhs pdf ok etc mr mrs ms dr
    """.split()
)
"""Words with a capital that are no tool: languages, places, days, degrees and the like."""

Heading = str
"""``wanted``, ``wished``, ``duties`` or ``other``."""

HEADINGS: tuple[tuple[Heading, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("wished", r"nice.to.have|good to have|great to have|not a must|would be lovely|desirable"
         r"|desired|bonus|preferred|a plus|plus points|pluses|ideally|would be great|would help"
         r"|helpful|useful|advantage|extra credit|not (essential|required|needed)|even better"
         r"|optional|icing|^plus$|^pluses$|gold stars?|we.d love"),
        ("other", r"benefit|we offer|what you(.ll| will)? get|what.s in it|perks|salary|pay and"
         r"|package|compensation|remuneration|reward|how to apply|to apply|apply|application"
         r"|about us|about the (company|team|department)|who we are|our (values|story|stack)"
         r"|why (join|work|us)|equal|diversity|inclusion|privacy|cookie|interview process"
         r"|the process|how we (hire|work)|timeline|deadline|location|closing|contact|hours"
         r"|similar jobs|selection|we give|in return|in exchange|next steps|working here|life at"
         r"|small print|the practical|what you can expect|the money|holiday|^(you )?gets?$|^offers?$"),
        ("wanted", r"require|looking for|look for|we.re after|you( wi|.)ll (bring|need|have)"
         r"|you(.d)? (bring|have|need)|must.have|essential|qualification|your (profile|strengths)"
         r"|who you are|about you|person specification|the (ideal )?(person|candidate)|criteria"
         r"|behaviours|competenc|skills|knowledge|abilities|attributes|experience|we (ask|expect)"
         r"|expect(ed)? (from|of) you|expectations|what it takes|to succeed|you should|need from you"
         r"|your background|we need|you are|you.re|this (is|sounds like) you|a good fit|minimum"
         r"|what matters|^musts?$|who are you|(who|you) (would|will|should|might) fit|who fits|won.t budge"
         r"|^security\b|clearance|eligib|pre-employment"),
        ("duties", r"responsib|accountab|what you( wi|.)ll (do|be)|what you do|the role|your role"
         r"|this role|day.to.day|your (day|work|tasks|impact|challenge)|a day in|duties|the job"
         r"|the work|you will|you.ll|about the (job|role)|tasks|mission|main activities|purpose"),
    )
)  # fmt: skip
"""What a heading announces; the first that fits counts."""

CUES = re.compile(
    r"\b(you have|you.ve (?!found|read|seen|come|made|got)|you.ll (also )?(have|need|bring|know|be (able|comfortable|confident))"
    r"|you (will )?need|you know|you can|you should|you must|you are (comfortable|confident|able"
    r"|fluent|used)|you.re (comfortable|confident|able|fluent|used)|must (have|be|hold)|(candidates?|applicants?|holder) must|required"
    r"|(solid|strong|good|proven|hands-on|deep|working|some|previous|practical|commercial) "
    r"(\w+ ){0,3}(experience|knowledge|understanding|command|grasp|skills)|experience (with|in|of"
    r"|using|running|building|as|working)|knowledge of|familiar(ity)? with|proficien|fluen(t|cy)"
    r"|degree in|years.? (of )?(\w+ ){0,3}experience|\d+\+? years|ability to|able to|track record"
    r"|comfortable (with|in|working)|confident (with|in)|someone who\b|somebody who\b"
    r"|you.ve (\w+ )?(built|run|worked|shipped|led|written)|you have (\w+ )?(built|run|worked"
    r"|shipped|led|written)|(is|are|would be) (highly |very )?(a plus|a bonus|essential|desirable|helpful|welcome"
    r"|needed)|nice to have|ideally|would be (\w+ )?(great|good|helpful|useful|advantage|an advantage)"
    r"|you ought to|(we.d|we would) like (you to have|someone|somebody)|matters to us|we (value|expect)"
    r"|we (want|need) (you|a person|people who)|be (somebody|someone) who|(is|are) expected|part of the job|exposure to|keen to (see|hear from))",
    re.IGNORECASE,
)
"""How a requirement sounds in running text."""

WISHED = re.compile(
    r"nice to have|a plus\b|bonus|desirable|ideally|would be (great|helpful|good|lovely)"
    r"|helpful|useful|advantage|would help|welcome|preferred|not (a must|essential|required)|even better|gold stars?"
    r"|(bonus|extra|brownie) points?",
    re.IGNORECASE,
)
"""How a wish sounds that is no must."""

MUSTS = re.compile(r"\b(you|candidates?|applicants?) must\b", re.IGNORECASE)
"""How a must sounds, whatever else the sentence wishes for."""

NOT_ASKED = re.compile(
    r"\b(we|it|that) (do not|don.t|does not|doesn.t) (mind|matter|care|ask|require)"
    r"|no matter (where|what|how)",
    re.IGNORECASE,
)
"""How a sentence sounds that names something in order not to ask for it."""

OFFERS = re.compile(
    r"[£$€] ?\d|\b\d+ ?%|\b\d+ days\b|\b(we offer|you.ll (get|receive|join|report|work (with|from|on|in|alongside))|we.ll (pay|give)"
    r"|salary|pension|mortgage|holiday|annual leave|bonus of|per year|apply (by|with|at|now)|cookies?"
    r"|equal opportunit|health insurance|stock options|we (are|.re) an?\b|founded in)",
    re.IGNORECASE,
)
"""How an offer or a notice sounds, which is no requirement."""

ROLE_NOUNS = (
    "engineer developer manager analyst designer specialist officer adviser advisor administrator "
    "scientist architect lead consultant assistant programmer representative agent executive "
    "researcher owner coordinator technician operator director associate"
).split()
"""Words in which a title of a job ends."""

ORGANISATIONS = frozenset(
    {"Council", "Bank", "Ltd", "Limited", "plc", "PLC", "Inc", "GmbH", "University", "College",
     "School", "Trust", "Group", "Agency", "Ministry", "Department", "Foundation", "Hospital",
     "Society", "Institute", "Company", "Services", "Technologies", "Systems"}
)  # fmt: skip
"""Words in which the name of an organisation ends."""

AGENCIES = frozenset({"Recruitment", "Recruiting", "Recruiters", "Staffing", "Talent", "Search"})
"""Words in which the name of an agency ends, which hires for another."""

ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("site-reliability-engineer", r"site reliab|\bsre\b|dev\s?ops|platform engineer"
         r"|infrastructure engineer|systems engineer"),
        ("data-engineer", r"data (platform )?engineer|analytics engineer|etl developer"),
        ("frontend-developer", r"front.?end|\bui (developer|engineer)|web developer"),
        ("product-manager", r"product (manager|owner|lead)"),
        ("customer-support", r"customer (support|service|care|success|advis)|support (specialist"
         r"|agent|adviser|advisor|officer|lead|associate|assistant|representative|team)|help ?desk|service desk|contact centre"),
        ("backend-developer", r"back.?end|software (engineer|developer)|(python|java|go|api"
         r"|server|node\S*|ruby|php|\.net|c#) (software )?(engineer|developer)|full.?stack"),
    )
)  # fmt: skip
"""Which role of the shipped parts a title means; the first that fits counts."""

ANY_ROLE = "behavioural-core"
"""The part for a role that no other part is for."""
