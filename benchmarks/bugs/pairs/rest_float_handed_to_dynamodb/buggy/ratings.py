"""The rating of a film: PUT /films/{film}/rating {"stars": 4.5}"""

import json
import os

import boto3
from pydantic import BaseModel, Field, ValidationError

table = boto3.resource("dynamodb").Table(os.environ["RATINGS"])


class Rating(BaseModel):
    """What the client says of the film."""

    stars: float = Field(ge=0, le=5, allow_inf_nan=False)
    comment: str = Field("", max_length=1000)


class Film(BaseModel):
    """The film, as the path names it."""

    film: str = Field(min_length=1, max_length=100)


def answer(status, body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body, default=float)}


def rate(event, context):
    try:
        film = Film.model_validate(event.get("pathParameters") or {}).film
        rating = Rating.model_validate_json(event.get("body") or "")
    except ValidationError as error:
        return answer(400, {"errors": [{"field": problem["loc"], "problem": problem["type"]} for problem in error.errors()]})
    table.put_item(Item={"film": film, "stars": rating.stars, "comment": rating.comment})
    return answer(200, {"film": film, "stars": rating.stars})
