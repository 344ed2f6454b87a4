"""People at a quiz, in a process of their own: `python -m bench.takers` reads from standard input what they do.

`{"scene": …, "port", "lesson", "quiz", "questions", "spread", "cookies": [one of each person]}`; on standard output the
milliseconds of each request by what it was for, which answers went wrong, and the seconds it took in all.
"""

import asyncio
import json
import random
import sys
import time
from collections import defaultdict
from typing import Any

import uvloop

from bench.http import Answer, Connection

CLIENTS = 8
BARE = "/bench/bare/"
CHOICES = "abcd"
THINKING = 10.0  # seconds in which those who started together give an answer each
PRESSING = 2.0  # seconds in which those who see a quiz open press its button


class Takers:
    def __init__(self, told: dict[str, Any]) -> None:
        self.port, self.lesson, self.quiz = told["port"], told["lesson"], told["quiz"]
        self.questions, self.cookies = told["questions"], told["cookies"]
        self.spread = told["spread"]
        self.times: dict[str, list[float]] = defaultdict(list)
        self.wrong: list[str] = []

    async def timed(self, what: str, asking: Any) -> Answer:
        began = time.perf_counter()
        answer: Answer = await asking
        self.times[what].append((time.perf_counter() - began) * 1000)
        if answer.status not in (200, 204):
            self.wrong.append(f"{what}: {answer.status}")
        return answer

    async def save(self, at: Connection, what: str, question: str) -> None:
        """One answer, as its page saves it."""
        form: dict[str, str | list[str]] = {"number": "1", f"q.{question}": random.choice(CHOICES)}
        await self.timed(what, at.post(f"{self.quiz}save/", form))

    async def one_by_one(self) -> None:
        """Each person saves their answers; between two saves the bare view is asked."""
        nobody = await Connection(self.port).open()
        for cookie in self.cookies:
            person = await Connection(self.port, cookie).open()
            await person.get(self.lesson)
            for question in self.questions:
                await self.save(person, "save", question)
                await self.timed("bare", nobody.get(BARE))
            person.close()

    async def whole(self) -> None:
        """Eight clients: each opens the page as the next person, saves every answer, and hands in."""
        waiting = iter(self.cookies)
        await asyncio.gather(*(self._client(waiting) for _each in range(CLIENTS)))

    async def bare(self) -> None:
        """Eight clients ask the bare view as often as their people ask the site in `whole`."""
        asked = iter(range(len(self.cookies) * (len(self.questions) + 2)))
        await asyncio.gather(*(self._bare_client(asked) for _each in range(CLIENTS)))

    async def _bare_client(self, asked: Any) -> None:
        nobody = await Connection(self.port).open()
        for _request in asked:
            await self.timed("bare", nobody.get(BARE))
        nobody.close()

    async def _client(self, waiting: Any) -> None:
        for cookie in waiting:
            person = await Connection(self.port, cookie).open()
            await self.timed("page", person.get(self.lesson))
            for question in self.questions:
                await self.save(person, "save", question)
            form = {"number": "1", **{f"q.{question}": random.choice(CHOICES) for question in self.questions}}
            await self.timed("hand in", person.post(self.quiz, form))
            person.close()

    async def at_once(self) -> None:
        """All ask at the same moment, for the bare view, then to begin; each gives one answer, when they have thought."""
        people = [await Connection(self.port, cookie).open() for cookie in self.cookies]
        await asyncio.gather(*(self.timed("bare", one.get(BARE)) for one in people))
        await asyncio.gather(*(self.timed("start", one.post(f"{self.quiz}begin/", {})) for one in people))
        for one in people:
            one.close()
        await asyncio.gather(*(self._thinks(cookie) for cookie in self.cookies))

    async def waited_for(self) -> None:
        """All have its page open when it opens: pages ask for it over `spread` seconds, and people press as they see it."""
        await asyncio.gather(*(self._sees_it_open(cookie) for cookie in self.cookies))
        await asyncio.gather(*(self._thinks(cookie) for cookie in self.cookies))

    async def _sees_it_open(self, cookie: str) -> None:
        await asyncio.sleep(random.uniform(0, self.spread))
        person = await Connection(self.port, cookie).open()
        await self.timed("page", person.get(f"{self.lesson}?show=check"))
        await asyncio.sleep(random.uniform(0, PRESSING))
        await self.timed("start", person.post(f"{self.quiz}begin/", {}))
        person.close()

    async def _thinks(self, cookie: str) -> None:
        """Long enough for the server to have closed the connection."""
        await asyncio.sleep(random.uniform(0, THINKING))
        person = await Connection(self.port, cookie).open()
        await self.save(person, "save", random.choice(self.questions))
        person.close()


async def main() -> None:
    told = json.loads(sys.stdin.readline())
    takers = Takers(told)
    began = time.perf_counter()
    await getattr(takers, told["scene"])()
    seconds = time.perf_counter() - began
    print(json.dumps({"times": takers.times, "wrong": takers.wrong, "seconds": seconds}), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
