#!/usr/bin/env python3
"""Drives the CloudWatch Logs API of `meter serve` with the AWS command line and boto3.

Run by interop.py, in the environment that it makes; access keys come on standard input. Nothing
here knows that the server is not AWS, but for its address.
"""
import argparse
import datetime
import decimal
import json
import os
import subprocess
import sys
import time

import boto3
import botocore
import botocore.config
import botocore.exceptions

GROUP, STREAM = "/smartresolve/log-group", "metrics-2026-11-21"
METRICS = ("ModelInvocationInputTokens", "ModelInvocationOutputTokens")
# What A's workshop bills for input and output tokens, and allocates by each tenant's share.
BILL = {METRICS[0]: decimal.Decimal("31.5"), METRICS[1]: decimal.Decimal("31.5")}
ANSWERS = [("clearpay", 1983, 212), ("mediops", 6411, 402), ("clearpay", 5120, 388),
           ("mediops", 2500, 255), (None, 37, 3)]


def check(name, isRight, shown=""):
    print(f"{name:52} {'right' if isRight else 'WRONG'}", flush=True)
    if not isRight:
        print(f"  {shown}", file=sys.stderr)
        sys.exit(1)


def client(endpoint, key, **options):
    return boto3.client(
        "logs", endpoint_url=endpoint, region_name="us-east-1",
        aws_access_key_id=key.get("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=key.get("AWS_SECRET_ACCESS_KEY"),
        config=botocore.config.Config(retries={"max_attempts": 1}, **options))


def refusal(call, **arguments):
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as error:
        return error.response["Error"]["Code"], error
    return "accepted", None


def now():
    return int(time.time() * 1000)


def metric_events(answers, at):
    """As the workshop's metrics manager writes them: three events for each answer."""
    written = datetime.datetime.fromtimestamp(at / 1000, datetime.timezone.utc)
    for tenant, tokens_in, tokens_out in answers:
        for name, value in (*zip(METRICS, (tokens_in, tokens_out)),
                            ("ModelInvocationTotalTokens", tokens_in + tokens_out)):
            yield {"timestamp": at, "message": json.dumps({
                "timestamp": written.replace(tzinfo=None).isoformat(), "tenant_id": tenant,
                "agent_name": "orchestrator", "metric_name": name, "metric_unit": "Count",
                "metric_value": value, name: [value]})}


def query(logs, text, group=GROUP):
    """Starts a query and asks for it until it is over, as AWS' examples do."""
    moment = int(time.time())
    started = logs.start_query(logGroupName=group, startTime=moment - 86_400, endTime=moment + 60,
                               queryString=text)
    response = None
    while response is None or response["status"] in ("Running", "Scheduled"):
        time.sleep(0.05)
        response = logs.get_query_results(queryId=started["queryId"])
    if response["status"] != "Complete":
        raise RuntimeError(f"{text}: {response['status']}")
    return [{cell["field"]: cell["value"] for cell in row} for row in response["results"]]


def check_command_line(aws, endpoint, key):
    """`aws logs` in a shell, the loop of AWS' own documentation."""
    environment = dict(os.environ, AWS_DEFAULT_REGION="us-east-1", AWS_PAGER="", **key)

    def run(*words):
        done = subprocess.run([aws, "logs", *words, "--endpoint-url", endpoint], text=True,
                              capture_output=True, env=environment, timeout=120)
        return done.returncode, done.stdout, done.stderr

    run("create-log-group", "--log-group-name", "/cli")
    run("create-log-stream", "--log-group-name", "/cli", "--log-stream-name", "s")
    at = now()
    status, _, errors = run(
        "put-log-events", "--log-group-name", "/cli", "--log-stream-name", "s", "--log-events",
        json.dumps([{"timestamp": at + number, "message": json.dumps(
            {"tenant_id": "t", "metric_name": "Clicks", "metric_value": number})}
            for number in range(10)]))
    check("aws logs put-log-events", status == 0, errors)
    script = f"""
      set -e
      id=$({aws} logs start-query --log-group-name /cli --start-time {at // 1000 - 60} \\
        --end-time {at // 1000 + 60} --query-string \\
        'stats sum(metric_value) as total, count(*) as n by tenant_id' \\
        --endpoint-url {endpoint} --query queryId --output text)
      while true; do
        status=$({aws} logs get-query-results --query-id "$id" --endpoint-url {endpoint} \\
          --query status --output text)
        if [ "$status" != Running ] && [ "$status" != Scheduled ]; then break; fi
        sleep 0.1
      done
      {aws} logs get-query-results --query-id "$id" --endpoint-url {endpoint} \\
        --query 'results[0][*].value' --output text
    """
    done = subprocess.run(["bash", "-c", script], text=True, capture_output=True,
                          env=environment, timeout=120)
    check("aws logs start-query … get-query-results",
          done.stdout.split() == ["t", "45", "10"], done.stdout + done.stderr)
    status, output, errors = run("filter-log-events", "--log-group-name", "/cli",
                                 "--filter-pattern", "{ $.metric_value >= 8 }", "--max-items", "5")
    check("aws logs filter-log-events", len(json.loads(output or "{}").get("events", [])) == 2,
          output + errors)
    status, _, errors = run("create-log-group", "--log-group-name", "/cli")
    check("aws logs names the exception", "(ResourceAlreadyExistsException)" in errors, errors)


def check_metering(logs):
    """The workshop's metering from end to end: put, totals, per tenant, allocate."""
    logs.create_log_group(logGroupName=GROUP)
    logs.create_log_stream(logGroupName=GROUP, logStreamName=STREAM)
    for event in metric_events(ANSWERS, now()):
        logs.put_log_events(logGroupName=GROUP, logStreamName=STREAM, logEvents=[event])
    filtered = "filter metric_name in ['ModelInvocationInputTokens', 'ModelInvocationOutputTokens']"
    totals = {row["metric_name"]: int(row["total"]) for row in query(
        logs, f"{filtered} | stats sum(metric_value) as total by metric_name")}
    sent = {name: sum(answer[1 + index] for answer in ANSWERS)
            for index, name in enumerate(METRICS)}
    check("totals by metric", totals == sent, totals)
    tenants = [row["tenant_id"] for row in query(
        logs, "filter @message like /tenant_id/ | fields tenant_id | stats count() by tenant_id")
        if "tenant_id" in row]
    check("list of tenants", sorted(tenants) == ["clearpay", "mediops"], tenants)
    shares, costs = {}, {}
    for tenant in tenants:
        rows = query(logs, f"{filtered} and tenant_id = '{tenant}' "
                           "| stats sum(metric_value) as total by metric_name")
        shares[tenant] = {row["metric_name"]: int(row["total"]) for row in rows}
        costs[tenant] = sum(decimal.Decimal(shares[tenant][name]) / totals[name] * BILL[name]
                            for name in METRICS)
    lost = sum(decimal.Decimal(answer[1 + index]) / totals[name] * BILL[name]
               for index, name in enumerate(METRICS) for answer in ANSWERS if answer[0] is None)
    check("allocation adds up to the bill",
          abs(sum(costs.values()) + lost - sum(BILL.values())) < decimal.Decimal("1e-20"), costs)
    rows = query(
        logs, "filter @message like /ModelInvocationInputTokens|ModelInvocationOutputTokens/ "
        "| fields tenant_id as TenantId, ModelInvocationInputTokens.0 as ModelInvocationInputTokens"
        ", ModelInvocationOutputTokens.0 as ModelInvocationOutputTokens "
        "| stats sum(ModelInvocationInputTokens) as TotalInputTokens, "
        "sum(ModelInvocationOutputTokens) as TotalOutputTokens "
        "by TenantId, dateceil(@timestamp, 1d) as timestamp")
    found = {row.get("TenantId"): (int(row["TotalInputTokens"]), int(row["TotalOutputTokens"]))
             for row in rows}
    check("tokens by tenant and day", found == {
        "clearpay": (7103, 600), "mediops": (8911, 657), None: (37, 3)}, found)


def check_usage(logs):
    """What the lines say of usage is in the ledger, once, though they are sent again."""
    at = now()
    events = [{"timestamp": at, "message": json.dumps({
        "event": "inference_usage", "tier": "premium", "clinic_id": "hospital-x",
        "user_id": "u", "model_id": "mistral.ministral-3-8b-instruct", "input_tokens": 1842,
        "output_tokens": 231, "total_tokens": 2073})}]
    for _ in range(3):
        logs.put_log_events(logGroupName=GROUP, logStreamName=STREAM, logEvents=events)
    rows = query(logs, "filter tenant = 'hospital-x' | stats sum(input_tokens) as i, "
                       "sum(output_tokens) as o, sum(cost) as c, count(*) as n", "/meter/usage")
    check("usage in lines counts, once", rows and (rows[0].get("i"), rows[0].get("o"),
          rows[0].get("n")) == ("1842", "231", "1"), rows)


def check_exceptions(logs):
    moment = int(time.time())
    name, error = refusal(logs.start_query, logGroupName="/meter/usage", startTime=moment - 60,
                          endTime=moment, queryString="fields tenent")
    place = error.response.get("queryCompileError", {}).get("location")
    check("MalformedQueryException with its place",
          isinstance(error, logs.exceptions.MalformedQueryException)
          and place == {"startCharOffset": 7, "endCharOffset": 13}, error.response)
    for exception, call, arguments in (
            ("ResourceNotFoundException", logs.start_query,
             dict(logGroupName="/nowhere", startTime=1, endTime=2, queryString="fields a")),
            ("ResourceNotFoundException", logs.get_query_results, dict(queryId="none")),
            ("ResourceNotFoundException", logs.delete_log_group, dict(logGroupName="/nowhere")),
            ("ResourceAlreadyExistsException", logs.create_log_group, dict(logGroupName=GROUP)),
            ("InvalidParameterException", logs.put_retention_policy,
             dict(logGroupName=GROUP, retentionInDays=2)),
            ("InvalidParameterException", logs.put_log_events,
             dict(logGroupName=GROUP, logStreamName=STREAM, logEvents=[
                 dict(timestamp=2, message="b"), dict(timestamp=1, message="a")])),
            ("InvalidParameterException", logs.start_query,
             dict(logGroupName=GROUP, startTime=now(), endTime=now(), queryString="fields a"))):
        got, error = refusal(call, **arguments)
        check(f"{call.__name__} raises {exception}", got == exception
              and isinstance(error, getattr(logs.exceptions, exception)), got)


def check_pages(logs):
    for number in range(120):
        logs.create_log_group(logGroupName=f"/many/{number:03}")
    pages = logs.get_paginator("describe_log_groups").paginate(
        logGroupNamePrefix="/many/", PaginationConfig={"PageSize": 50})
    names = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    check("pages of groups", names == [f"/many/{number:03}" for number in range(120)], names)
    logs.create_log_group(logGroupName="/raw/lines")
    for number in range(60):
        logs.create_log_stream(logGroupName="/raw/lines", logStreamName=f"s{number:02}")
    pages = logs.get_paginator("describe_log_streams").paginate(logGroupName="/raw/lines")
    check("pages of streams", sum(len(page["logStreams"]) for page in pages) == 60)
    at = now() - 60_000
    logs.put_log_events(logGroupName="/raw/lines", logStreamName="s00", logEvents=[
        dict(timestamp=at + number // 3, message=f"line {number}") for number in range(1000)])
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName="/raw/lines", filterPattern="line", PaginationConfig={"PageSize": 90})
    lines = [event["message"] for page in pages for event in page["events"]]
    check("pages of lines", lines == [f"line {number}" for number in range(1000)], len(lines))
    token, got = None, []
    while True:
        page = logs.get_log_events(logGroupName="/raw/lines", logStreamName="s00", limit=300,
                                   startFromHead=True, **({"nextToken": token} if token else {}))
        got += [event["message"] for event in page["events"]]
        if page["nextForwardToken"] == token:
            break
        token = page["nextForwardToken"]
    check("get_log_events to its end", got == lines, len(got))
    words = query(logs, "filter @message like /line 7\\d$/ | stats count(*) as n", "/raw/lines")
    check("verbatim lines, queried", words == [{"n": "10"}], words)


def check_saved_queries(logs):
    kept = logs.put_query_definition(name="per tenant", queryString="stats count(*) by tenant_id",
                                     logGroupNames=[GROUP])
    listed = logs.describe_query_definitions(queryDefinitionNamePrefix="per")["queryDefinitions"]
    check("saved queries", [one["queryDefinitionId"] for one in listed]
          == [kept["queryDefinitionId"]], listed)
    queries = logs.describe_queries(logGroupName=GROUP, status="Complete")["queries"]
    check("list of queries", len(queries) > 3 and all(
        one["logGroupName"] == GROUP for one in queries), queries)


def check_signatures(endpoint, keys):
    admin = keys["admin"]
    wrong = dict(admin, AWS_SECRET_ACCESS_KEY=admin["AWS_SECRET_ACCESS_KEY"][:-1] + "?")
    got, _ = refusal(client(endpoint, wrong).describe_log_groups)
    check("a wrong secret is refused", got == "InvalidSignatureException", got)
    unknown = dict(admin, AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE")
    got, _ = refusal(client(endpoint, unknown).describe_log_groups)
    check("an unknown key is refused", got == "UnrecognizedClientException", got)
    got, _ = refusal(client(endpoint, {}, signature_version=botocore.UNSIGNED).describe_log_groups)
    check("no signature is refused", got == "MissingAuthenticationTokenException", got)
    ingest = client(endpoint, keys["ingest"])
    ingest.put_log_events(logGroupName=GROUP, logStreamName=STREAM,
                          logEvents=[dict(timestamp=now(), message="{}")])
    for call, arguments in (
            (ingest.start_query, dict(logGroupName=GROUP, startTime=1, endTime=2, queryString="")),
            (ingest.filter_log_events, dict(logGroupName=GROUP)),
            (ingest.delete_log_group, dict(logGroupName=GROUP)),
            (client(endpoint, keys["finance"]).put_log_events,
             dict(logGroupName=GROUP, logStreamName=STREAM,
                  logEvents=[dict(timestamp=now(), message="{}")]))):
        got, _ = refusal(call, **arguments)
        check(f"a role may not {call.__name__}", got == "AccessDeniedException", got)


def check_scope(endpoint, key):
    """A tenant's key sees that tenant's lines, and nothing that tells of others."""
    tenant = client(endpoint, key)
    rows = query(tenant, "stats sum(metric_value) as n by tenant_id, metric_name")
    check("a tenant's key sees its own lines",
          {row["tenant_id"] for row in rows} == {"clearpay"} and len(rows) == 3, rows)
    lines = tenant.filter_log_events(logGroupName=GROUP)["events"]
    check("and no other's", lines and all("clearpay" in line["message"] for line in lines), lines)
    groups = [group["logGroupName"] for group in tenant.describe_log_groups()["logGroups"]]
    check("nor its groups", groups == ["/meter/usage", GROUP], groups)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--aws", required=True)
    options = parser.parse_args()
    keys = json.load(sys.stdin)
    logs = client(options.endpoint, keys["admin"])
    check_command_line(options.aws, options.endpoint, keys["admin"])
    check_metering(logs)
    check_exceptions(logs)
    check_pages(logs)
    check_saved_queries(logs)
    check_signatures(options.endpoint, keys)
    check_scope(options.endpoint, keys["tenant --tenant clearpay"])
    check_usage(logs)


if __name__ == "__main__":
    main()
