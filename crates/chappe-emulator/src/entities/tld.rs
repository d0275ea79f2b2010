//! Top-level domains that make a link of a word with a dot in it.

/// Whether a name that ends with this domain is a host name without `https://`.
///
/// A domain with only its first letter in upper case is taken for the beginning of a
/// sentence.
pub(super) fn is_known(written: &str) -> bool {
    let end = written.to_lowercase();
    let rest = |end: &str| end.chars().skip(1).collect::<String>();
    if end != written && rest(&end) == rest(written) {
        return false;
    }
    COUNTRIES.split_whitespace().chain(OTHERS.split_whitespace()).any(|known| known == end)
}

const COUNTRIES: &str = "
    ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt
    bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg
    er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn
    hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li
    lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne
    nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb
    sc sd se sg sh si sj sk sl sm sn so sr st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt
    tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw
    рф бел укр срб бг мкд мон қаз ею 中国 中國 香港 台湾 台灣 한국 ไทย
";

/// The domains in common use, out of many hundreds.
const OTHERS: &str = "
    academy aero agency app art asia audio auto baby band bank bar beer best bet bid bike bio biz
    black blog blue bot build business buzz cafe cam camera capital cards care cars cash casino cat
    center chat cheap church city click cloud club coach code codes coffee college com community
    company computer cool coop coupons credit dance data date dating deals delivery dental design
    dev digital direct directory dog domains download earth edu education email energy engineer
    engineering estate events exchange expert express fail family fan fans farm fashion film
    finance financial fish fit flights fun fund fyi gallery game games garden gift gifts global
    gold golf goo google gov graphics green group guide guru hair health help home host hosting
    hotel house how info ink institute insure int international investments jobs kim kitchen land
    lat law legal life lighting limited limo link live llc loan lol london love ltd market
    marketing markets me media men menu mil mobi moda moe mom money monster moscow museum music
    name net network new news ngo ninja now nyc observer one ong onion online ooo org organic page
    paris partners parts party pet pharmacy photo photography photos pics pictures pink pizza place
    plus porn press pro productions promo properties property pub quest radio recipes red rehab
    rent repair report rest restaurant review reviews rip rocks run sale salon school science
    security services sex sexy shoes shop shopping show singles site ski skin social software solar
    solutions space sport store stream studio study style supply support surf systems tatar tattoo
    tax taxi team tech technology tel theater tickets tips tires today tokyo ton tools top tours
    town toys trade trading training travel tube university uno vacations vegas ventures vet video
    villas vin vip vision vodka vote watch webcam website wedding wiki win wine work works world
    wtf xin xxx xyz yachts yandex yoga you youtube zip zone
    дети католик ком москва онлайн орг рус сайт
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_domains_is_ignored() {
        for (end, expected) in [
            ("org", true),
            ("Org", false),
            ("oRg", true),
            ("ORG", true),
            ("me", true),
            ("рф", true),
            ("Рф", false),
            ("РФ", true),
            ("ton", true),
            ("dog", true),
            ("tonsite", false),
            ("txt", false),
            ("js", false),
            ("exe", false),
            ("c", false),
            ("", false),
            ("or", false),
            ("com net", false),
        ] {
            assert_eq!(is_known(end), expected, "{end}");
        }
    }
}
