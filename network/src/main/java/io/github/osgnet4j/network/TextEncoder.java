package io.github.osgnet4j.network;

/** Query tokens to encoded text: projection, optional positions, TransformerBlocks with full attention. */
final class TextEncoder {

    private TextEncoder() {}

    /**
     * @param tokens (B, L, Dt)
     * @return (B, L, C)
     */
    static <T> T encode(Ops<T> op, Params<T> w, NetworkSpec spec, T tokens, Lengths<T> lengths, TextPadding padding) {
        NetworkSpec.TextEncoder text = spec.text();
        Params<T> encoder = w.at("text_encoder");
        T x = Blocks.project(op, encoder.at(0), padding.apply(op, tokens, lengths), text.projection(), lengths);
        if (text.positions()) {
            T positions = op.positions(w.get(Positions.TABLE), x, lengths, 0);
            x = op.add(x, op.masked(positions, lengths));
        }
        for (int i = 0; i < text.transformer().blocks(); i++) {
            x = Blocks.transformer(op, encoder.at(1).at(i), x, text.transformer(), lengths, padding);
        }
        return x;
    }
}
