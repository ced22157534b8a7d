"""One model on 1, 2 and 3 processes, and its tensors in shards: the gathered bytes are equal.

    python sharded.py        needs PyTorch; talks over gloo on this machine's loopback
"""

import hashlib
import os
import sys

import torch
import torch.distributed as dist
import torch.multiprocessing as processes

from gesso import init, torch_init

SEED = 1
SHAPES = {"embedding": (1000, 48), "attention": (144, 49), "convolution": (20, 5, 3, 3)}


def model():
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 8, 3), torch.nn.GroupNorm(2, 8), torch.nn.Flatten(),
        torch.nn.Linear(8 * 36, 37), torch.nn.GELU(), torch.nn.Linear(37, 10))


def digest(tensors):
    total = hashlib.sha256()
    for tensor in tensors:
        total.update(tensor.detach().numpy().tobytes())
    return total.hexdigest()


def gathered(shard):
    """Every process's shard, in order."""
    parts = [None] * dist.get_world_size()
    dist.all_gather_object(parts, shard)
    return parts


def in_shards(axis):
    """Each tensor cut along an axis over the processes, each part filled where it lies, put together
    again. The parts are not equally long."""
    rank, world = dist.get_rank(), dist.get_world_size()
    for name, shape in SHAPES.items():
        ends = [shape[axis] * k // world for k in range(world + 1)]
        start, count = [0] * len(shape), list(shape)
        start[axis], count[axis] = ends[rank], ends[rank + 1] - ends[rank]
        distribution = init.scheme_distribution("he_normal", *init.fans(shape))
        shard = torch_init.shard_(torch.empty(count), shape, start, distribution, seed=SEED,
                                  stream=torch_init.stream_of(name))
        yield torch.cat(gathered(shard), axis)


def work(rank, world, results):
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(29500 + world)}
    dist.init_process_group("gloo", rank=rank, world_size=world)
    whole = digest(torch_init.initialize_module(model(), SEED).parameters())
    same = len(set(gathered(whole))) == 1
    rows, columns = digest(in_shards(0)), digest(in_shards(1))
    if rank == 0:
        results.put((world, whole if same else "differs", rows, columns))
    dist.barrier()
    dist.destroy_process_group()


def main():
    results = processes.get_context("spawn").SimpleQueue()
    rows = []
    for world in (1, 2, 3):
        processes.spawn(work, (world, results), world)
        rows.append(results.get())
    print("processes  model             row shards        column shards")
    for world, *digests in rows:
        print(f"{world:9}  " + "  ".join(text[:16] for text in digests))
    models, shards = {row[1] for row in rows}, {text for row in rows for text in row[2:]}
    equal = len(models) == len(shards) == 1
    print("the bytes are equal" if equal else "the bytes differ")
    return not equal


if __name__ == "__main__":
    sys.exit(main())
