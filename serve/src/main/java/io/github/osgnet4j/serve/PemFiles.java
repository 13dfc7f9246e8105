package io.github.osgnet4j.serve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate and its key in PEM format.
 *
 * @param certificate PEM with the server's certificate first, then those of its issuers
 * @param key PEM with its key in PKCS#8, RSA or EC, not encrypted
 */
record PemFiles(Path certificate, Path key) {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String CONVERT = "'openssl pkcs8 -topk8 -nodes -in KEY -out NEW' writes it as it is read here";

    /**
     * A key store in memory.
     *
     * @param keys with the certificate and its key
     * @param password that opens it
     */
    record Opened(KeyStore keys, String password) {}

    /**
     * Reads both.
     *
     * @throws ServeException if one cannot be used, or they do not belong together
     */
    Opened open() {
        X509Certificate[] chain = chain();
        SettingsFile.warnIfPublic(key);
        PrivateKey own = privateKey(chain[0].getPublicKey());
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("server", own, password.toCharArray(), chain);
            return new Opened(keys, password);
        } catch (GeneralSecurityException | IOException e) {
            throw new ServeException(certificate + " and " + key + " cannot be used: " + e.getMessage(), e);
        }
    }

    private X509Certificate[] chain() {
        String pem = SettingsFile.text(certificate, "certificates in PEM");
        try {
            X509Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .toArray(X509Certificate[]::new);
            if (chain.length == 0) {
                throw new ServeException(certificate + ": there is no certificate in it; PEM begins with"
                        + " -----BEGIN CERTIFICATE-----");
            }
            chain[0].checkValidity();
            requireOrder(chain);
            return chain;
        } catch (CertificateException e) {
            throw new ServeException(
                    certificate + ": the certificate cannot be used: " + Quoted.plain(String.valueOf(e.getMessage())),
                    e);
        }
    }

    /** Clients take each certificate for the issuer of the one before. */
    private void requireOrder(X509Certificate[] chain) {
        for (int i = 1; i < chain.length; i++) {
            if (!chain[i - 1].getIssuerX500Principal().equals(chain[i].getSubjectX500Principal())) {
                throw new ServeException(
                        certificate + ": certificate " + (i + 1) + " is not that of the issuer of certificate " + i
                                + "; the server's own comes first, then each issuer's");
            }
        }
    }

    private PrivateKey privateKey(PublicKey counterpart) {
        Matcher block = BLOCK.matcher(SettingsFile.text(key, "a key in PEM"));
        while (block.find()) {
            String kind = block.group(1);
            if (kind.equals(PKCS8)) {
                return privateKey(bytes(block.group(2)), counterpart);
            }
            if (kind.equals("ENCRYPTED PRIVATE KEY")) {
                throw new ServeException(
                        key + ": the key is encrypted, and a server has nobody to ask for the password; " + CONVERT);
            }
            if (kind.endsWith(PKCS8)) {
                throw new ServeException(key + ": expected a key in PKCS#8, found " + kind + "; " + CONVERT);
            }
        }
        throw new ServeException(key + ": there is no key in it; PEM begins with -----BEGIN PRIVATE KEY-----");
    }

    private byte[] bytes(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new ServeException(key + ": the key is damaged: " + e.getMessage(), e);
        }
    }

    private PrivateKey privateKey(byte[] pkcs8, PublicKey counterpart) {
        String algorithm = counterpart.getAlgorithm();
        if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
            throw new ServeException(certificate + ": expected a certificate of an RSA or EC key, found " + algorithm);
        }
        try {
            PrivateKey own = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            String signature = algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            byte[] message = "osgnet".getBytes(StandardCharsets.US_ASCII);
            Signature signing = Signature.getInstance(signature);
            signing.initSign(own);
            signing.update(message);
            Signature verifying = Signature.getInstance(signature);
            verifying.initVerify(counterpart);
            verifying.update(message);
            if (verifying.verify(signing.sign())) {
                return own;
            }
            throw new ServeException(key + " is not the key of " + certificate);
        } catch (InvalidKeySpecException e) {
            throw new ServeException(key + " is damaged, or not the " + algorithm + " key of " + certificate, e);
        } catch (GeneralSecurityException e) {
            throw new ServeException(key + " cannot be used: " + e.getMessage(), e);
        }
    }
}
