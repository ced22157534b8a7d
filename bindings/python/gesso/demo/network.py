"""The digits' network: plain gradient descent on softmax cross-entropy.

NumPy multiplies the matrices; Gesso initialises and runs the activations, forward and backward.
"""

import numpy as np

import gesso

SIZES = (64, 100, 100, 100, 10)
BATCH = 32


def forward(x, weights, biases, activation):
    """The outputs of each layer, x itself first; the last are the class scores."""
    outputs = [x]
    for layer, (w, b) in enumerate(zip(weights, biases), 1):
        z = outputs[-1] @ w.T + b
        outputs.append(z if layer == len(weights) else gesso.activation(activation, z, out=z))
    return outputs


def gradient_step(outputs, classes, weights, biases, activation, rate):
    scores = outputs[-1]
    p = np.exp(scores - scores.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    p[np.arange(len(p)), classes] -= 1
    dz = p / np.float32(len(p))
    for layer in reversed(range(len(weights))):
        dw, db = dz.T @ outputs[layer], dz.sum(0)
        if layer:
            dy = dz @ weights[layer]
            dz = gesso.activation_backward_from_output(activation, outputs[layer], dy, out=dy)
        weights[layer] -= rate * dw
        biases[layer] -= rate * db


def train(x, classes, activation, scheme, rate, seed, epochs, goal=-1):
    """Rows (epoch, error on all of x) up to the first error <= goal.

    One before each batch of the first epoch, where the error falls fastest, then every fourth.
    """
    shapes = list(zip(SIZES[1:], SIZES))
    weights = [scheme(shape, seed=seed, stream=layer) for layer, shape in enumerate(shapes)]
    biases = [gesso.init.zeros(rows) for rows, _ in shapes]
    # The rows left over wait for the next shuffle: a step on five of them would be mostly noise.
    trace, batches = [], len(x) // BATCH
    rate = np.float32(rate)
    for step in range(epochs * batches + 1):
        epoch, batch = divmod(step, batches)
        if batch == 0:
            order = gesso.init.random_bits(len(x), seed=seed, stream=1000 + epoch).argsort()
        if epoch == 0 or batch % 4 == 0:
            scores = forward(x, weights, biases, activation)[-1]
            trace.append((step / batches, (scores.argmax(1) != classes).mean()))
            if trace[-1][1] <= goal:
                break
        rows = order[batch * BATCH:(batch + 1) * BATCH]
        outputs = forward(x[rows], weights, biases, activation)
        gradient_step(outputs, classes[rows], weights, biases, activation, rate)
    return np.array(trace)
