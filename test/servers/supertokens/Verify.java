import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.mindrot.jbcrypt.BCrypt;

/**
 * The libraries that the core of SuperTokens verifies passwords with, told hash and password line by line.
 *
 * A line is both in base 64, with a blank between; the answer is "true", "false", or what was thrown. As in the core,
 * every bcrypt is handed over as $2a$. Firebase's scrypt is not here: the core computes it with code of its own.
 */
public final class Verify {
  public static void main(String[] args) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var fields = line.split(" ");
      System.out.println(answer(text(fields[0]), text(fields[1])));
    }
  }

  private static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }

  private static String answer(String hash, String password) {
    try {
      return String.valueOf(verify(hash, password));
    } catch (RuntimeException thrown) {
      return thrown.toString().replace('\n', ' ');
    }
  }

  private static boolean verify(String hash, String password) {
    if (hash.startsWith("$2")) return BCrypt.checkpw(password, "$2a" + hash.substring(3));
    return Argon2Factory.create(typeOf(hash)).verify(hash, password.toCharArray());
  }

  private static Argon2Types typeOf(String hash) {
    if (hash.startsWith("$argon2id")) return Argon2Types.ARGON2id;
    return hash.startsWith("$argon2i") ? Argon2Types.ARGON2i : Argon2Types.ARGON2d;
  }
}
