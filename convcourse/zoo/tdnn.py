"""The time-delay neural network: shared weights along time, trained by backpropagation, for the sounds b, d and g.

Waibel, Hanazawa, Hinton, Shikano, Lang 1989, "Phoneme Recognition Using Time-Delay Neural Networks". Where in a
recording the sound begins does not matter, so the same few weights look at every stretch of it: a convolution along
time, before it was called that in recognition.
"""

import keras
from keras import layers


def tdnn(sounds: int = 3, frames: int = 15, bands: int = 16) -> keras.Model:
    """The paper's network, figure 2.

    frames   of 10 ms, each described by the energy in `bands` of the spectrum
    returns  (N, frames, bands) -> (N, sounds), each from 0 to 1; 515 parameters for three sounds
    """
    sound = keras.Input((frames, bands))
    x = layers.Conv1D(8, 3, activation="sigmoid", name="hidden1")(sound)  # (N, 13, 8): three frames at a time
    x = layers.Conv1D(sounds, 5, activation="sigmoid", name="hidden2")(x)  # (N, 9, sounds): five of those
    # evidence is summed over time with equal, fixed weights
    x = layers.GlobalAveragePooling1D(name="evidence")(x)
    return keras.Model(sound, x, name="tdnn")
