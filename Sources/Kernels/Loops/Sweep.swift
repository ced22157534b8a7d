import CKernels

/// What a sweep computes for 16 elements from index i on.
protocol Kernel {
  func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V
}

struct Forward<A: Activation>: Kernel {
  let function: A
  let run: gesso_run
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    function.forward(lanes.load(run.x + i))
  }
}

struct Backward<A: Activation>: Kernel {
  let function: A
  let run: gesso_run
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    function.backward(lanes.load(run.x + i), lanes.load(run.dy + i))
  }
}

struct BackwardFromOutput<A: Activation>: Kernel {
  let function: A
  let run: gesso_run
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    function.backward(output: lanes.load(run.x + i), lanes.load(run.dy + i))
  }
}

/// What is there already, plus the kernel's value.
struct Adding<K: Kernel>: Kernel {
  let kernel: K
  let out: UnsafeMutablePointer<Float>
  @inline(__always) func callAsFunction(_ i: Int, _ lanes: some Lanes) -> V {
    lanes.load(out + i) + kernel(i, lanes)
  }
}

/// out[i] = kernel(i) for all i in [0, n).
@inline(__always) func sweep(_ kernel: some Kernel, _ run: gesso_run) {
  let out = run.out
  var i = 0
  if run.stream {
    // Streaming stores want addresses that are multiples of 64.
    let head = Int(bitPattern: 0 &- UInt(bitPattern: out) & 63) &>> 2
    if head > 0, head <= run.n {
      let lanes = First(count: head)
      lanes.store(kernel(0, lanes), out)
      i = head
    }
    while i &+ 16 <= run.n {
      Streamed().store(kernel(i, Streamed()), out + i)
      i &+= 16
    }
    gesso_store_fence()
  } else {
    while i &+ 32 <= run.n {
      let first = kernel(i, Whole())
      let second = kernel(i &+ 16, Whole())
      Whole().store(first, out + i)
      Whole().store(second, out + (i &+ 16))
      i &+= 32
    }
    if i &+ 16 <= run.n {
      Whole().store(kernel(i, Whole()), out + i)
      i &+= 16
    }
  }
  if i < run.n {
    let lanes = First(count: run.n &- i)
    lanes.store(kernel(i, lanes), out + i)
  }
}

@inline(__always) func sweepGradient(_ kernel: some Kernel, _ run: gesso_run) {
  if run.accumulate {
    sweep(Adding(kernel: kernel, out: run.out), run)
  } else {
    sweep(kernel, run)
  }
}
