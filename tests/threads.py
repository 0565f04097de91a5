"""Pieces of work done side by side, each with a connection of its own."""

import threading

from django.db import close_old_connections, connection


def at_once(*works):
    """Run pieces of work side by side; return what each gave, or the error it met."""
    barrier = threading.Barrier(len(works))
    results = [None] * len(works)

    def run(place, work):
        close_old_connections()
        barrier.wait()
        try:
            results[place] = work()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def of_kind(results, *kinds):
    return [result for result in results if isinstance(result, kinds)]
