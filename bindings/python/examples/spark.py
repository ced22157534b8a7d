"""Standardise a Spark dataframe: each partition becomes moments, a few bytes travel, the driver merges them.

    pip install pyspark pandas pyarrow;  python examples/spark.py
"""

import os
import sys

import numpy as np

import gesso


def moments_of(frame, columns):
    """The moments of the columns of a pyspark.sql.DataFrame."""
    def partition(batches):
        import pandas
        moments = gesso.Moments(len(columns))
        for batch in batches:
            moments.update(np.ascontiguousarray(batch[columns].to_numpy(np.float64)))
        yield pandas.DataFrame({"state": [moments.save()]})

    states = frame.mapInPandas(partition, "state binary").collect()
    total = gesso.Moments(len(columns))
    for row in states:
        total.merge(gesso.Moments.load(bytes(row.state)))
    return total


def transform(frame, columns, fitted):
    """The columns transformed, as a new dataframe of floats."""
    data = fitted.save()

    def partition(batches):
        import pandas
        here = gesso.Transform.load(data)
        for batch in batches:
            y = here.apply(np.ascontiguousarray(batch[columns].to_numpy(np.float64)))
            yield pandas.DataFrame(y, columns=columns)

    return frame.mapInPandas(partition, ", ".join(f"{name} float" for name in columns))


def main():
    import pandas
    from pyspark.sql import SparkSession
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers are this Python too
    spark = (SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
             .getOrCreate())
    columns = ["a", "b", "c"]
    x = np.random.default_rng(0).normal(size=(10_000, 3)) * [1, 10, 100] + [0, 5, 1e6]
    frame = spark.createDataFrame(pandas.DataFrame(x, columns=columns)).repartition(5)
    total = moments_of(frame, columns)
    here = gesso.Moments(3).update(x)
    assert total.mean.tobytes() == here.mean.tobytes(), "other bits than on one machine"
    assert total.variance().tobytes() == here.variance().tobytes(), "other bits than on one machine"
    y = transform(frame, columns, gesso.Transform("standardize", total)).toPandas().to_numpy()
    assert np.abs(y.std(0) - 1).max() < 1e-5 and np.abs(y.mean(0)).max() < 1e-5
    print(f"{total.count} rows, the bits of one machine")
    spark.stop()


if __name__ == "__main__":
    main()
